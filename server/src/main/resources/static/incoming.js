import { dropped, pasted } from './photo-files.js';

/** Files that are dropped or pasted anywhere on the page, for an element that wants them. */
export class Incoming {
  /** True while files are being dragged over the page. */
  over = false;

  #host;
  #take;
  #depth = 0;
  #listening = null;

  /** @param take is told a list of files */
  constructor(host, take) {
    this.#host = host;
    this.#take = take;
    host.addController(this);
  }

  hostDisconnected() {
    this.wanted = false;
  }

  set wanted(wanted) {
    if (wanted === (this.#listening !== null)) {
      return;
    }
    this.#listening?.abort();
    this.#listening = null;
    this.#drag(-this.#depth);
    if (wanted) {
      this.#listen();
    }
  }

  #listen() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const on = (type, listener) => window.addEventListener(type, listener, { signal });
    on('dragenter', (event) => hasFiles(event) && this.#drag(1));
    on('dragleave', (event) => hasFiles(event) && this.#drag(-1));
    on('drop', (event) => hasFiles(event) && this.#drop(event));
    on('paste', (event) => this.#paste(event));
  }

  /** Each element under the pointer is entered before the last one is left. */
  #drag(step) {
    this.#depth = Math.max(0, this.#depth + step);
    const over = this.#depth > 0;
    if (over !== this.over) {
      this.over = over;
      this.#host.requestUpdate();
    }
  }

  async #drop(event) {
    this.#drag(-this.#depth);
    this.#take(await dropped(event.dataTransfer));
  }

  #paste(event) {
    const files = pasted(event.clipboardData);
    if (files.length > 0) {
      event.preventDefault();
      this.#take(files);
    }
  }
}

function hasFiles(event) {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Keeps a file that is dropped elsewhere from replacing the page. */
export function keepPage() {
  for (const type of ['dragover', 'drop']) {
    window.addEventListener(type, (event) => hasFiles(event) && event.preventDefault());
  }
}
