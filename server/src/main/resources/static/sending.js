import { upload } from './upload.js';

/** Photos on their way to the service, one load at a time, for an element that shows how far they are. */
export class Sending {
  /** The share that is sent, 0 to 1; null while nothing is being sent. */
  fraction = null;
  /** The reason why the last load did not arrive, or null. */
  problem = null;

  #host;
  #stopped = null;

  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected() {
    this.stop();
  }

  get running() {
    return this.fraction !== null;
  }

  /**
   * @param photos promises the files
   * @returns the job made of them, or null if they were stopped or refused
   */
  async start(photos, settings) {
    this.#stopped = new AbortController();
    const { signal } = this.#stopped;
    this.problem = null;
    this.#tell(0);
    try {
      return await upload(await photos, settings, {
        progress: (fraction) => this.#tell(fraction),
        signal,
      });
    } catch (failure) {
      if (!signal.aborted) {
        this.problem = failure;
      }
      return null;
    } finally {
      this.#tell(null);
    }
  }

  stop() {
    this.#stopped?.abort();
  }

  /** Forgets what went wrong. */
  clear() {
    this.problem = null;
    this.#host.requestUpdate();
  }

  #tell(fraction) {
    this.fraction = fraction;
    this.#host.requestUpdate();
  }
}
