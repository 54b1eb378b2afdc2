import { api, paths } from './api.js';
import { EventFeed } from './events.js';

/** True if nothing more will happen to a job by itself. */
export function ended(job) {
  return job.state === 'done' || job.state === 'cancelled';
}

/** The number of pictures that need no more work. */
export function finished(job) {
  return job.done + job.failed + job.cancelled;
}

/** One job and what becomes of it, for an element that shows it. */
export class JobWatch {
  /** The job with its pictures, or null. */
  job = null;
  /** The reason why the job cannot be shown, or null. */
  problem = null;
  /** Seconds to the next try while the connection is lost; else null. */
  lost = null;

  #host;
  #feed = null;
  #id = '';

  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected() {
    if (this.job && !ended(this.job)) {
      this.#follow();
    }
  }

  hostDisconnected() {
    this.#stop();
  }

  get id() {
    return this.#id;
  }

  get active() {
    return this.job !== null && !ended(this.job);
  }

  /** Shows a job of which only the id is known. */
  async open(id) {
    this.close();
    this.#id = id;
    try {
      const job = await api.job(id);
      if (this.#id === id) {
        this.show(job);
      }
    } catch (failure) {
      if (this.#id === id) {
        this.problem = failure;
        this.#host.requestUpdate();
      }
    }
  }

  /** Shows a job as the service has just told it. */
  show(job) {
    if (!job.pictures) {
      return this.open(job.id);
    }
    this.#stop();
    this.#id = job.id;
    this.job = job;
    this.problem = null;
    if (!ended(job)) {
      this.#follow();
    }
    this.#host.requestUpdate();
    return Promise.resolve();
  }

  close() {
    this.#stop();
    this.#id = '';
    this.job = null;
    this.problem = null;
    this.#host.requestUpdate();
  }

  #follow() {
    this.#feed = new EventFeed(paths.events(this.#id), {
      event: (type, value) => this.#take(type, value),
      live: () => this.#connection(null),
      lost: (seconds) => this.#connection(seconds),
      failed: (problem) => {
        this.problem = problem;
        this.#connection(null);
      },
    });
    this.#feed.start();
  }

  #stop() {
    this.#feed?.stop();
    this.#feed = null;
    this.lost = null;
  }

  #connection(lost) {
    this.lost = lost;
    this.#host.requestUpdate();
  }

  #take(type, value) {
    if (type === 'job') {
      this.job = value;
    } else if (type === 'picture') {
      const pictures = this.job.pictures.map((one) => (one.number === value.number ? value : one));
      this.job = { ...this.job, pictures };
    } else if (type === 'progress' || type === 'end') {
      this.job = { ...this.job, etaSeconds: undefined, ...value };
    }
    if (type === 'end') {
      this.#stop();
    }
    this.#host.requestUpdate();
  }
}
