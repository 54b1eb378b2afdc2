import { css, html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { api, paths } from '../api.js';
import { count, moment } from '../format.js';
import { openIcon, trashIcon } from '../icons.js';
import { ended, finished } from '../job-watch.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { Polling } from '../polling.js';
import { address } from '../route.js';
import './dialogs.js';
import { KatongElement } from './element.js';
import './problem-note.js';
import './thumbnail.js';

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
      li {
        display: grid;
        grid-template-columns: 5.5rem minmax(0, 1fr) auto;
        gap: 0.5rem 1.1rem;
        align-items: center;
        padding: 0.6rem;
        background: var(--paper-raised);
        border: 1.5px solid var(--line-strong);
        border-radius: var(--radius);
      }
      .name {
        font-family: var(--serif);
        font-size: 1.15rem;
        font-weight: 700;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.9rem;
      }
      .state {
        font-weight: 600;
      }
      .running,
      .bad {
        color: var(--seal);
      }
      .done {
        color: var(--leaf);
      }
      .empty {
        padding: 3rem 1rem;
        text-align: center;
        border: 2px dashed var(--line-strong);
        border-radius: var(--radius);
      }
      @media (max-width: 36rem) {
        li {
          grid-template-columns: 4rem minmax(0, 1fr);
        }
        .deeds {
          grid-column: 1 / -1;
        }
        .deeds .square {
          flex: none;
        }
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
          (job) => this.#job(job),
        )}
      </ul>
    `;
  }

  #job(job) {
    const title = `${job.style}, ${t('count.pictures', { n: job.total })}, ${moment(job.created)}`;
    // Without its pictures a job does not tell which are finished, unless all are.
    const first = job.firstDone ? paths.cartoon(job.id, job.firstDone) : null;
    return html`
      <li>
        <katong-thumbnail .source=${first}></katong-thumbnail>
        <div>
          <span class="name">${job.style}</span>
          <div class="facts">
            <span class="state ${job.state}">${t(`job.${job.state}`)}</span>
            <span class="figures">
              ${ended(job)
                ? t('count.pictures', { n: job.total })
                : `${count(finished(job))}/${count(job.total)}`}
            </span>
            ${job.failed > 0
              ? html`<span class="bad">${t('progress.failed', { n: job.failed })}</span>`
              : nothing}
            <time class="soft figures" datetime=${job.created}>${moment(job.created)}</time>
            <span class="soft figures">${t('unit.pixels', { n: job.settings.resolution })}</span>
          </div>
        </div>
        <div class="row deeds">
          <a
            class="button"
            href=${address(job.total === 1 ? 'single' : 'batch', job.id)}
            aria-label=${t('pair', { name: t('history.open'), value: title })}
            >${openIcon}${t('history.open')}</a
          >
          <button
            class="quiet square"
            title=${t('history.delete')}
            aria-label=${t('pair', { name: t('history.delete'), value: title })}
            @click=${() => this.#remove(job)}
          >
            ${trashIcon}
          </button>
        </div>
      </li>
    `;
  }
}

customElements.define('katong-history', HistoryView);
