import { css, html, nothing } from 'lit';
import { api, paths } from '../api.js';
import { brushIcon, retryIcon, stopIcon } from '../icons.js';
import { JobWatch } from '../job-watch.js';
import { t } from '../language.js';
import { look, screentone } from '../look.js';
import { picture } from '../pictures.js';
import { Problem } from '../problem.js';
import { remembered } from '../remembered.js';
import { address, go } from '../route.js';
import { upload } from '../upload.js';
import './connection.js';
import { KatongElement } from './element.js';
import './photo-input.js';
import './problem-note.js';
import './result-view.js';
import './settings-panel.js';
import './stage-progress.js';
import { workbench } from './workbench.js';

/** One photo: chosen, drawn as a job of its own, and compared with its cartoon. */
class SingleView extends KatongElement {
  static properties = {
    service: { attribute: false },
    settings: { attribute: false },
    jobId: {},
    active: { type: Boolean },
    photo: { state: true },
    unseeable: { state: true },
    sent: { state: true },
    problem: { state: true },
  };

  static styles = [
    look,
    screentone,
    workbench,
    css`
      .preview {
        position: relative;
        justify-self: center;
        display: grid;
        overflow: hidden;
        border-radius: var(--radius);
      }
      .preview img {
        display: block;
        max-inline-size: 100%;
        max-block-size: 70vh;
      }
      .preview .tone {
        position: absolute;
        inset: 0;
        --tone: rgb(255 249 239 / 0.55);
        background-color: rgb(20 17 15 / 0.25);
      }
      .working {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 1.25rem;
        align-items: end;
      }
    `,
  ];

  #watch = new JobWatch(this);
  #sending = null;
  #preview = '';

  constructor() {
    super();
    this.jobId = '';
    this.active = false;
    this.photo = null;
    this.unseeable = false;
    this.sent = null;
    this.problem = null;
  }

  get #picture() {
    return this.#watch.job?.pictures[0] ?? null;
  }

  get #working() {
    return this.sent !== null || this.#watch.active;
  }

  willUpdate(changed) {
    if (changed.has('jobId') && this.jobId !== this.#watch.id) {
      this.#open();
    }
    if (changed.has('photo')) {
      URL.revokeObjectURL(this.#preview);
      this.#preview = this.photo ? URL.createObjectURL(this.photo) : '';
      this.unseeable = false;
    }
  }

  async #open() {
    const { jobId } = this;
    if (!jobId) {
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
      go(address('batch', jobId), { replace: true });
    } else if (job?.id === jobId) {
      remembered.set('single', jobId);
      if (this.#picture.state !== 'done') {
        await this.#fetchPhoto().catch(() => {});
      }
    }
  }

  /** A page that was loaded anew has no file of the photo; the service has. */
  async #fetchPhoto() {
    const { id } = this.#watch;
    const { name } = this.#picture;
    const blob = await picture(paths.photo(id, 1));
    if (this.#watch.id === id) {
      this.photo = new File([blob], name.split('/').pop(), { type: blob.type });
    }
  }

  #leave() {
    remembered.forget('single');
    this.#watch.close();
    go(address('single'), { replace: true });
  }

  #choose(event) {
    this.#sending?.abort();
    this.problem = null;
    [this.photo] = event.detail;
    remembered.forget('single');
    this.#watch.close();
    go(address('single'));
  }

  async #draw() {
    if (this.#working) {
      return;
    }
    const most = this.service.limits.maxUploadBytes;
    this.#sending = new AbortController();
    this.problem = null;
    this.sent = 0;
    try {
      if (!this.photo) {
        await this.#fetchPhoto();
      }
      if (this.photo.size > most) {
        throw new Problem({ code: 'too-large' });
      }
      const job = await upload([this.photo], this.settings, {
        progress: (fraction) => (this.sent = fraction),
        signal: this.#sending.signal,
      });
      remembered.set('single', job.id);
      this.#watch.show(job);
      go(address('single', job.id));
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        this.problem = failure;
      }
    } finally {
      this.sent = null;
    }
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
    if (this.sent !== null) {
      this.#sending.abort();
    } else {
      this.#ask(api.cancel);
    }
  }

  render() {
    const there = this.photo || this.#watch.job;
    return html`
      <h2 class="unseen">${t('tab.single')}</h2>
      <div class="bench">
        <div class="table">
          ${this.#table()}
          <katong-connection .lost=${this.#watch.lost}></katong-connection>
          <katong-problem .problem=${this.#watch.problem}></katong-problem>
          <katong-problem .problem=${this.problem} retryable @retry=${this.#draw}></katong-problem>
          <katong-photo-input
            ?compact=${there}
            ?active=${this.active}
            @photos=${this.#choose}
          ></katong-photo-input>
        </div>
        <section class="panel side" aria-label=${t('settings.title')}>
          <katong-settings .value=${this.settings} .service=${this.service}></katong-settings>
          <div class="action">
            <button class="primary" ?disabled=${!there || this.#working} @click=${this.#draw}>
              ${brushIcon}${t(this.#picture?.state === 'done' ? 'draw.again' : 'draw.one')}
            </button>
          </div>
        </section>
      </div>
    `;
  }

  #table() {
    const one = this.#picture;
    if (one?.state === 'done' && this.sent === null) {
      return html`
        <katong-result .job=${this.#watch.job} .picture=${one} .photoFile=${this.photo}></katong-result>
      `;
    }
    return html`
      ${this.photo ? this.#shown() : nothing}
      ${this.#working ? this.#progress(one) : this.#outcome(one)}
    `;
  }

  #shown() {
    if (this.unseeable) {
      return html`<p class="panel">${t('input.unseeable', { name: this.photo.name })}</p>`;
    }
    return html`
      <div class="preview">
        <img
          src=${this.#preview}
          alt=${t('compare.photo')}
          @error=${() => (this.unseeable = true)}
        />
        ${this.#working ? html`<div class="tone"></div>` : nothing}
      </div>
    `;
  }

  #progress(one) {
    const sending = this.sent !== null;
    return html`
      <div class="panel working">
        <katong-stage-progress
          .words=${sending ? t('progress.sending') : ''}
          .stage=${one?.stage ?? ''}
          .fraction=${sending ? this.sent : one?.fraction ?? 0}
        ></katong-stage-progress>
        <button @click=${this.#cancel}>${stopIcon}${t('cancel')}</button>
      </div>
    `;
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
