import { css, html, nothing } from 'lit';
import { api, paths } from '../api.js';
import { brushIcon, retryIcon, stopIcon } from '../icons.js';
import { JobWatch } from '../job-watch.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { picture } from '../pictures.js';
import { Problem } from '../problem.js';
import { remembered } from '../remembered.js';
import { address, go } from '../route.js';
import { Sending } from '../sending.js';
import { LEAST_STYLES } from '../settings.js';
import './connection.js';
import { KatongElement } from './element.js';
import './photo-input.js';
import './photo-preview.js';
import './problem-note.js';
import './result-view.js';
import './settings-panel.js';
import './stage-progress.js';
import './style-comparison.js';
import { workbench } from './workbench.js';

const NONE = [];

/**
 * One photo: chosen, drawn as a job of its own, and compared with its cartoon. Tells `show` with the
 * job's `id`, or '' for none; the ids of jobs that draw one photo in several styles have commas between
 * them.
 */
class SingleView extends KatongElement {
  static properties = {
    service: { attribute: false },
    settings: { attribute: false },
    jobId: {},
    active: { type: Boolean },
    photo: { state: true },
    /** The names of styles to be compared, or null where one draws. */
    several: { state: true },
    /** The index of the one that is being sent. */
    sent: { state: true },
    problem: { state: true },
  };

  static styles = [
    look,
    workbench,
    css`
      .working {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 1.25rem;
        align-items: end;
      }
      @media (max-width: 36rem) {
        .working {
          grid-template-columns: 1fr;
        }
      }
    `,
  ];

  #watch = new JobWatch(this);
  #sending = new Sending(this);

  constructor() {
    super();
    this.jobId = '';
    this.active = false;
    this.photo = null;
    this.several = null;
    this.sent = 0;
    this.problem = null;
  }

  get #picture() {
    return this.#watch.job?.pictures[0] ?? null;
  }

  get #working() {
    return this.#sending.running || this.#watch.active;
  }

  /** The jobs of one photo in several styles; empty where one is shown. */
  get #compared() {
    return this.jobId.includes(',') ? this.jobId.split(',') : NONE;
  }

  willUpdate(changed) {
    if (changed.has('jobId')) {
      this.compared = this.#compared;
    }
    if (changed.has('jobId') && this.jobId !== this.#watch.id) {
      this.#open();
    }
  }

  async #open() {
    const { jobId } = this;
    if (!jobId || this.compared.length > 0) {
      this.#watch.close();
      return;
    }
    this.photo = null;
    this.problem = null;
    await this.#watch.open(jobId);
    const { problem, job } = this.#watch;
    if (problem?.status === 404 && remembered.get('single') === jobId) {
      this.#leave();
    } else if (job?.id === jobId && job.total > 1) {
      this.tell('show', { id: '' });
      go(address('batch', jobId), { replace: true });
    } else if (job?.id === jobId) {
      remembered.set('single', jobId);
      if (this.#picture.state !== 'done') {
        await this.#fetchPhoto().catch(() => {});
      }
    }
  }

  /** A page that was reloaded has no file of the photo; the service has. */
  async #fetchPhoto(id = this.#watch.id) {
    const { jobId } = this;
    const { name } = this.#picture ?? (await api.job(id)).pictures[0];
    const blob = await picture(paths.photo(id, 1));
    if (this.jobId === jobId) {
      this.photo = new File([blob], name.split('/').pop(), { type: blob.type });
    }
  }

  #leave() {
    remembered.forget('single');
    this.#watch.close();
    this.tell('show', { id: '', replace: true });
  }

  #choose(event) {
    this.#sending.stop();
    this.#sending.clear();
    this.problem = null;
    [this.photo] = event.detail;
    remembered.forget('single');
    this.#watch.close();
    this.tell('show', { id: '' });
  }

  async #draw() {
    if (this.#working) {
      return;
    }
    this.problem = null;
    if (this.several) {
      await this.#drawSeveral();
      return;
    }
    const job = await this.#sending.start(this.#toSend(), this.settings);
    if (job) {
      remembered.set('single', job.id);
      this.#watch.show(job);
      this.tell('show', { id: job.id });
    }
  }

  /** One job for each style, so that each has its own progress and one that fails costs no other. */
  async #drawSeveral() {
    const ids = [];
    const photo = this.#toSend();
    for (const style of this.several) {
      this.sent = ids.length + 1;
      const job = await this.#sending.start(photo, { ...this.settings, style });
      if (!job) {
        break;
      }
      ids.push(job.id);
    }
    this.sent = 0;
    if (ids.length > 0) {
      const id = ids.join(',');
      remembered.set('single', id);
      this.tell('show', { id });
    }
  }

  /** Goes on with one of several; the others stay in the history. */
  #keep(event) {
    this.several = null;
    this.tell('show', { id: event.detail });
  }

  async #toSend() {
    if (!this.photo && this.compared.length > 0) {
      await this.#fetchPhoto(this.compared[0]);
    } else if (!this.photo) {
      await this.#fetchPhoto();
    }
    if (this.photo.size > this.service.limits.maxUploadBytes) {
      throw new Problem({ code: 'too-large' });
    }
    return [this.photo];
  }

  async #ask(request) {
    this.problem = null;
    try {
      this.#watch.show(await request(this.#watch.id));
    } catch (failure) {
      this.problem = failure;
    }
  }

  #cancel() {
    if (this.#sending.running) {
      this.#sending.stop();
    } else {
      this.#ask(api.cancel);
    }
  }

  render() {
    const there = this.photo || this.#watch.job || this.compared.length > 0;
    const few = this.several && this.several.length < LEAST_STYLES;
    return html`
      <h2 class="unseen">${t('tab.single')}</h2>
      <div class="bench ${there ? 'ready' : ''}">
        <div class="table">
          <katong-connection .lost=${this.#watch.lost}></katong-connection>
          ${this.#table()}
          <katong-problem .problem=${this.#watch.problem}></katong-problem>
          <katong-problem .problem=${this.problem}></katong-problem>
          <katong-problem
            .problem=${this.#sending.problem}
            retryable
            @retry=${this.#draw}
          ></katong-problem>
          <katong-photo-input
            ?compact=${there}
            ?active=${this.active}
            @photos=${this.#choose}
          ></katong-photo-input>
        </div>
        <section class="panel side" aria-label=${t('settings.title')}>
          <katong-settings
            comparing
            .value=${this.settings}
            .service=${this.service}
            .several=${this.several}
            @several=${(event) => (this.several = event.detail)}
          ></katong-settings>
          <div class="action">
            <button class="primary" ?disabled=${!there || this.#working || few} @click=${this.#draw}>
              ${brushIcon}${this.#label()}
            </button>
          </div>
        </section>
      </div>
    `;
  }

  #label() {
    if (this.several) {
      return t('draw.several', { n: this.several.length });
    }
    return t(this.#picture?.state === 'done' ? 'draw.again' : 'draw.one');
  }

  #table() {
    if (this.compared.length > 0 && !this.#sending.running) {
      return html`
        <katong-style-comparison
          .ids=${this.compared}
          @keep=${this.#keep}
          @gone=${this.#leave}
        ></katong-style-comparison>
      `;
    }
    const one = this.#picture;
    if (one?.state === 'done' && !this.#sending.running) {
      return html`
        <katong-result .job=${this.#watch.job} .picture=${one} .photoFile=${this.photo}></katong-result>
      `;
    }
    return html`
      ${this.photo
        ? html`<katong-photo-preview
            .photo=${this.photo}
            ?working=${this.#working}
          ></katong-photo-preview>`
        : nothing}
      ${this.#working ? this.#progress(one) : this.#outcome(one)}
    `;
  }

  #progress(one) {
    const { running: sending, fraction } = this.#sending;
    return html`
      <div class="panel working">
        <katong-stage-progress
          .words=${sending ? this.#sendingWords() : ''}
          .stage=${one?.stage ?? ''}
          .fraction=${sending ? fraction : one?.fraction ?? 0}
        ></katong-stage-progress>
        <button @click=${this.#cancel}>${stopIcon}${t('cancel')}</button>
      </div>
    `;
  }

  #sendingWords() {
    return this.sent > 0
      ? t('several.sending', { n: this.sent, total: this.several.length })
      : t('progress.sending');
  }

  #outcome(one) {
    if (one?.state === 'failed') {
      return html`<katong-problem
        .problem=${new Problem(one.error)}
        retryable
        @retry=${() => this.#ask(api.retry)}
      ></katong-problem>`;
    }
    if (one?.state === 'cancelled') {
      return html`
        <div class="panel row">
          <span>${t('state.cancelled')}</span>
          <button class="push" @click=${() => this.#ask(api.retry)}>${retryIcon}${t('problem.again')}</button>
        </div>
      `;
    }
    return nothing;
  }
}

customElements.define('katong-single', SingleView);
