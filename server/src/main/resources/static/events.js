import { send } from './api.js';
import { Problem } from './problem.js';

// The service sends a comment every 15 seconds.
const SILENCE_MS = 40_000;
const WAITS_SECONDS = [1, 2, 4, 8, 15];

/** Takes server-sent events out of text that arrives in pieces. */
export class EventParser {
  #rest = '';
  #type = '';
  #data = [];

  /** The events that this piece completes. */
  *push(piece) {
    const text = this.#rest + piece;
    // A carriage return at the end may be half of a line's end.
    const lines = text.replace(/\r$/, '').split(/\r\n|\n|\r/);
    this.#rest = lines.pop() + (text.endsWith('\r') ? '\r' : '');
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0) {
          yield { type: this.#type || 'message', data: this.#data.join('\n') };
        }
        this.#type = '';
        this.#data = [];
      } else {
        this.#field(line);
      }
    }
  }

  #field(line) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') {
      this.#type = value;
    } else if (name === 'data') {
      this.#data.push(value);
    }
  }
}

/**
 * Follows a stream of server-sent events and comes back after each loss, ever more slowly. The
 * browser's own EventSource would do, could it send a key.
 */
export class EventFeed {
  #path;
  #listener;
  #stopped = new AbortController();
  #tries = 0;
  #wait = 0;

  /**
   * @param listener has `event(type, value)`, `live()`, `lost(seconds)`, told before each wait, and
   *     `failed(problem)`, told if there is no use in another try
   */
  constructor(path, listener) {
    this.#path = path;
    this.#listener = listener;
  }

  async start() {
    const stopped = this.#stopped.signal;
    while (!stopped.aborted) {
      try {
        await this.#read(stopped);
      } catch (failure) {
        if (stopped.aborted) {
          return;
        }
        if (failure instanceof Problem && !failure.passing && failure.status !== 0) {
          this.#listener.failed(failure);
          return;
        }
        this.#wait = failure.retryAfter ?? 0;
      }
      if (!stopped.aborted) {
        await this.#pause(stopped);
      }
    }
  }

  stop() {
    this.#stopped.abort();
  }

  async #read(stopped) {
    const silent = new AbortController();
    const alarm = () => setTimeout(() => silent.abort(), SILENCE_MS);
    let clock = alarm();
    try {
      const response = await send(this.#path, {
        accept: 'text/event-stream',
        signal: AbortSignal.any([stopped, silent.signal]),
      });
      this.#tries = 0;
      this.#listener.live();
      const parser = new EventParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) {
          return;
        }
        clearTimeout(clock);
        clock = alarm();
        for (const { type, data } of parser.push(value)) {
          this.#listener.event(type, JSON.parse(data));
        }
      }
    } finally {
      clearTimeout(clock);
    }
  }

  /** Ends early when the machine is back on its network. */
  #pause(stopped) {
    const step = WAITS_SECONDS[Math.min(this.#tries++, WAITS_SECONDS.length - 1)];
    const seconds = Math.max(step, this.#wait);
    this.#wait = 0;
    this.#listener.lost(seconds);
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(clock);
        window.removeEventListener('online', go);
        resolve();
      };
      // Not all pages come back in the same instant.
      const clock = setTimeout(go, seconds * 1000 * (1 + Math.random() / 4));
      window.addEventListener('online', go);
      stopped.addEventListener('abort', go, { once: true });
    });
  }
}
