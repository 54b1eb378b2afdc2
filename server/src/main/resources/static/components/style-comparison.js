import { css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { api, paths } from '../api.js';
import { stopIcon } from '../icons.js';
import { ended } from '../job-watch.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { Polling } from '../polling.js';
import { KatongElement } from './element.js';
import './problem-note.js';
import './style-result.js';
import './whole-picture.js';

const EVERY_MS = 700;

/**
 * One photo in several styles, each a job of its own. Tells `keep` with the id of the job that the
 * reader goes on with, and `gone` if the service has none of them any more.
 */
class StyleComparison extends KatongElement {
  static properties = {
    /** The ids of the jobs. */
    ids: { attribute: false },
    jobs: { state: true },
    problem: { state: true },
  };

  static styles = [
    look,
    css`
      .all {
        display: grid;
        gap: 1rem;
      }
      .styles {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
        gap: 1rem;
        align-items: start;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .photo {
        display: grid;
        gap: 0.5rem;
        padding: 0.6rem;
        border: 1.5px solid var(--line-strong);
        border-radius: var(--radius);
      }
      .name {
        font-family: var(--serif);
        font-size: 1.15rem;
        font-weight: 700;
      }
    `,
  ];

  #polling = new Polling(this, (quiet) => this.#load(quiet), EVERY_MS);

  constructor() {
    super();
    this.ids = [];
    this.jobs = [];
    this.problem = null;
  }

  willUpdate(changed) {
    if (changed.has('ids')) {
      this.jobs = [];
      this.problem = null;
      this.#polling.wanted = false;
      this.#polling.wanted = this.ids.length > 0;
    }
  }

  /** Jobs that were deleted meanwhile are left out. */
  async #load(quiet) {
    const { ids } = this;
    try {
      const jobs = await Promise.all(ids.map((id) => this.#job(id, quiet)));
      if (ids !== this.ids) {
        return;
      }
      this.jobs = jobs.filter(Boolean);
      this.problem = null;
      if (this.jobs.length === 0) {
        this.tell('gone');
      }
      this.#polling.wanted = this.jobs.some((job) => !ended(job));
    } catch (failure) {
      this.problem = failure;
    }
  }

  async #job(id, quiet) {
    const known = this.jobs.find((job) => job.id === id);
    if (known && ended(known)) {
      return known;
    }
    try {
      return await api.job(id, { quiet });
    } catch (failure) {
      if (failure.status === 404) {
        return null;
      }
      throw failure;
    }
  }

  async #cancel() {
    const running = this.jobs.filter((job) => !ended(job));
    try {
      await Promise.all(running.map(({ id }) => api.cancel(id)));
    } catch (failure) {
      this.problem = failure;
    }
  }

  async #retry(id) {
    try {
      const again = await api.retry(id);
      this.jobs = this.jobs.map((job) => (job.id === id ? again : job));
      this.#polling.wanted = true;
    } catch (failure) {
      this.problem = failure;
    }
  }

  render() {
    const [first] = this.jobs;
    return html`
      <div class="all">
        <katong-problem .problem=${this.problem}></katong-problem>
        ${this.jobs.some((job) => !ended(job))
          ? html`<div class="row">
              <button @click=${this.#cancel}>${stopIcon}${t('cancel')}</button>
            </div>`
          : nothing}
        <ul class="styles" aria-label=${t('several.title')}>
          ${first
            ? html`<li class="photo">
                <katong-whole-picture .path=${paths.photo(first.id, 1)}></katong-whole-picture>
                <span class="name">${t('compare.photo')}</span>
              </li>`
            : nothing}
          ${repeat(
            this.jobs,
            (job) => job.id,
            (job) => html`
              <li>
                <katong-style-result .job=${job} @retry=${() => this.#retry(job.id)}></katong-style-result>
              </li>
            `,
          )}
        </ul>
        <p class="small soft">${t('several.hint')}</p>
      </div>
    `;
  }
}

customElements.define('katong-style-comparison', StyleComparison);
