import { css, html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { api } from '../api.js';
import { ended } from '../job-watch.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { Polling } from '../polling.js';
import './dialogs.js';
import { KatongElement } from './element.js';
import './history-job.js';
import './problem-note.js';

const EVERY_MS = 4000;

/** The reader's jobs, newest first, to open or delete. */
class HistoryView extends KatongElement {
  static properties = {
    service: { attribute: false },
    active: { type: Boolean },
    jobs: { state: true },
    problem: { state: true },
  };

  static styles = [
    look,
    css`
      .all {
        display: grid;
        gap: 1.25rem;
        max-inline-size: 62rem;
        margin-inline: auto;
      }
      ul {
        display: grid;
        gap: 0.75rem;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .empty {
        padding: 3rem 1rem;
        text-align: center;
        border: 2px dashed var(--line-strong);
        border-radius: var(--radius);
      }
    `,
  ];

  #confirm = createRef();
  #polling = new Polling(this, (quiet) => this.#load(quiet), EVERY_MS);

  constructor() {
    super();
    this.active = false;
    this.jobs = null;
    this.problem = null;
  }

  willUpdate(changed) {
    if (changed.has('active')) {
      this.#polling.wanted = this.active;
    }
  }

  /** Asks for a key unless it is to be quiet. */
  async #load(quiet) {
    try {
      this.jobs = await api.jobs({ quiet });
      this.problem = null;
    } catch (failure) {
      this.problem = failure;
    }
  }

  async #remove(job) {
    const question = t(ended(job) ? 'history.really' : 'history.really-running', { n: job.total });
    if (!(await this.#confirm.value.ask(question, t('history.delete')))) {
      return;
    }
    try {
      await api.remove(job.id);
      this.jobs = this.jobs.filter(({ id }) => id !== job.id);
    } catch (failure) {
      this.problem = failure;
    }
  }

  render() {
    const hours = this.service?.limits.keepHours;
    return html`
      <div class="all">
        <div>
          <h2>${t('tab.history')}</h2>
          ${hours ? html`<p class="soft">${t('history.kept', { n: Math.round(hours) })}</p>` : nothing}
        </div>
        <katong-problem
          .problem=${this.problem}
          retryable
          @retry=${() => this.#load(false)}
        ></katong-problem>
        ${this.jobs ? this.#list() : nothing}
      </div>
      <katong-confirm ${ref(this.#confirm)}></katong-confirm>
    `;
  }

  #list() {
    if (this.jobs.length === 0) {
      return html`<p class="empty soft">${t('history.empty')}</p>`;
    }
    return html`
      <ul>
        ${repeat(
          this.jobs,
          (job) => job.id,
          (job) => html`
            <li>
              <katong-history-job
                .job=${job}
                @remove=${() => this.#remove(job)}
              ></katong-history-job>
            </li>
          `,
        )}
      </ul>
    `;
  }
}

customElements.define('katong-history', HistoryView);
