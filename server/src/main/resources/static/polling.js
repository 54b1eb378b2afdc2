/** Calls something again and again while its element is looked at. */
export class Polling {
  #work;
  #millis;
  #clock = 0;
  #wanted = false;
  #busy = false;
  #called = false;

  /**
   * @param work is told to be quiet from the second call on: a reader who did not answer a question the first time is not asked again.
   *     It may return a promise; the next call waits for it
   * @param millis between the end of a call and the next
   */
  constructor(host, work, millis) {
    this.#work = work;
    this.#millis = millis;
    host.addController(this);
  }

  hostConnected() {
    document.addEventListener('visibilitychange', this.#look);
    this.#look();
  }

  hostDisconnected() {
    document.removeEventListener('visibilitychange', this.#look);
    clearTimeout(this.#clock);
  }

  /** Starts or stops; starting calls at once. */
  set wanted(wanted) {
    if (wanted !== this.#wanted) {
      this.#wanted = wanted;
      this.#look();
    }
  }

  get #looking() {
    return this.#wanted && !document.hidden;
  }

  #look = () => {
    clearTimeout(this.#clock);
    if (this.#looking) {
      this.#call();
    }
  };

  async #call() {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    try {
      const quiet = this.#called;
      this.#called = true;
      await this.#work(quiet);
    } finally {
      this.#busy = false;
      clearTimeout(this.#clock);
      if (this.#looking) {
        this.#clock = setTimeout(() => this.#call(), this.#millis);
      }
    }
  }
}
