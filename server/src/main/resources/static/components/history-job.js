import { css, html, nothing } from 'lit';
import { api, paths } from '../api.js';
import { count, list, moment } from '../format.js';
import { openIcon, repeatIcon, trashIcon } from '../icons.js';
import { ended } from '../job-watch.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { explanation, headline } from '../problem.js';
import { address } from '../route.js';
import { styleName } from '../style-names.js';
import { KatongElement } from './element.js';
import './thumbnail.js';

const NAMES_SHOWN = 3;

/**
 * A job of the history: its first pictures' names, its state, and why pictures failed. Tells `remove`
 * and `repeat` when the reader wants that.
 */
class HistoryJob extends KatongElement {
  static properties = {
    job: { attribute: false },
    /** Details that the list of jobs lacks: `names` and `error`. */
    more: { state: true },
  };

  static styles = [
    look,
    css`
      :host {
        display: grid;
        grid-template-columns: 5.5rem minmax(0, 1fr) auto;
        gap: 0.5rem 1.1rem;
        align-items: center;
        padding: 0.6rem;
        background: var(--paper-raised);
        border: 1.5px solid var(--line-strong);
        border-radius: var(--radius);
      }
      :host([state='failed']) {
        border-color: var(--seal);
      }
      .undrawn {
        filter: grayscale(1) opacity(0.6);
      }
      .name {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
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
      .cancelled {
        color: var(--ink-soft);
      }
      .running,
      .failed,
      .partly,
      .bad {
        color: var(--seal);
      }
      .done {
        color: var(--leaf);
      }
      @media (max-width: 36rem) {
        :host {
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

  #told = '';
  #seen = false;
  #observer = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) {
      this.#observer.disconnect();
      this.#seen = true;
      this.#tellMore();
    }
  });

  constructor() {
    super();
    this.job = null;
    this.more = { names: [], error: null };
  }

  connectedCallback() {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  willUpdate() {
    this.setAttribute('state', this.#state());
    if (this.#seen) {
      this.#tellMore();
    }
  }

  /** Asked for once a job is looked at, and again when pictures have failed since. */
  async #tellMore() {
    const { id, failed } = this.job;
    const wanted = `${id}/${failed > 0}`;
    if (wanted === this.#told) {
      return;
    }
    this.#told = wanted;
    try {
      const { pictures } = await api.job(id, { quiet: true });
      this.more = {
        names: pictures.slice(0, NAMES_SHOWN).map(({ name }) => name.split('/').pop()),
        error: pictures.find(({ error }) => error)?.error ?? null,
      };
    } catch {
      // The list itself says what is wrong with the connection.
      this.#told = '';
    }
  }

  /** The job's state, as far as its pictures make a difference. */
  #state() {
    const { state, total, failed } = this.job;
    if (state !== 'done' || failed === 0) {
      return state;
    }
    return failed === total ? 'failed' : 'partly';
  }

  #names() {
    const { names } = this.more;
    const { total } = this.job;
    const rest = total - names.length;
    if (names.length === 0) {
      return t('count.pictures', { n: total });
    }
    const told = names.join(t('enumeration'));
    return rest > 0 ? t('history.names', { names: told, n: rest, total }) : told;
  }

  render() {
    const { job } = this;
    const names = this.#names();
    const state = this.#state();
    return html`
      <katong-thumbnail
        class=${job.firstDone ? '' : 'undrawn'}
        .source=${job.firstDone ? paths.cartoon(job.id, job.firstDone) : paths.photo(job.id, 1)}
      ></katong-thumbnail>
      <div>
        <span class="name" title=${names}>${names}</span>
        <div class="facts">
          <span class="state ${state}">${t(`job.${state}`)}</span>
          <span class="figures">${this.#count()}</span>
          ${['failed', 'cancelled'].map((kind) =>
            job[kind] > 0 && job.total > 1
              ? html`<span class=${kind}>${t(`progress.${kind}`, { n: job[kind] })}</span>`
              : nothing,
          )}
        </div>
        ${job.failed > 0 ? this.#reason() : nothing}
        <div class="facts soft small">
          <span>${styleName(job.style)}</span>
          <time class="figures" datetime=${job.created}>${moment(job.created)}</time>
          <span class="figures">${t('unit.pixels', { n: job.settings.resolution })}</span>
        </div>
      </div>
      ${this.#deeds(list([names, moment(job.created)]))}
    `;
  }

  #count() {
    const { job } = this;
    return ended(job) && job.done === job.total
      ? t('count.pictures', { n: job.total })
      : `${count(job.done)}/${count(job.total)}`;
  }

  #reason() {
    const { error } = this.more;
    if (!error) {
      return nothing;
    }
    const { text, language } = explanation(error);
    return html`
      <div class="bad small">
        ${text ? html`<span lang=${language}>${text}</span>` : headline(error.code)}
      </div>
    `;
  }

  #deeds(title) {
    const { job } = this;
    const label = (key) => t('pair', { name: t(key), value: title });
    return html`
      <div class="row deeds">
        <a
          class="button"
          href=${address(job.total === 1 ? 'single' : 'batch', job.id)}
          aria-label=${label('history.open')}
          >${openIcon}${t('history.open')}</a
        >
        ${job.total > 1 && ended(job)
          ? html`<button
              class="quiet square"
              title=${t('batch.repeat')}
              aria-label=${label('batch.repeat')}
              @click=${() => this.tell('repeat', job.id)}
            >
              ${repeatIcon}
            </button>`
          : nothing}
        <button
          class="quiet square"
          title=${t('history.delete')}
          aria-label=${label('history.delete')}
          @click=${() => this.tell('remove')}
        >
          ${trashIcon}
        </button>
      </div>
    `;
  }
}

customElements.define('katong-history-job', HistoryJob);
