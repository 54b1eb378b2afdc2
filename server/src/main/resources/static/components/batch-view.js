import { css, html, nothing } from 'lit';
import { api } from '../api.js';
import { bytes } from '../format.js';
import { brushIcon, stopIcon } from '../icons.js';
import { JobWatch } from '../job-watch.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { isZip } from '../photo-files.js';
import { photosOf } from '../pictures.js';
import { remembered } from '../remembered.js';
import { address, go } from '../route.js';
import { Sending } from '../sending.js';
import { settingsOf } from '../settings.js';
import './batch-job.js';
import './connection.js';
import { KatongElement } from './element.js';
import './file-list.js';
import './photo-input.js';
import './picture-dialog.js';
import './problem-note.js';
import './settings-panel.js';
import './stage-progress.js';
import { workbench } from './workbench.js';

/**
 * Many photos with one set of settings: chosen, sent, and shown as they get ready. Tells `show` with
 * the job's `id`, or '' for none, and `progress` with a short text for the window's title.
 */
class BatchView extends KatongElement {
  static properties = {
    service: { attribute: false },
    settings: { attribute: false },
    jobId: {},
    /** The picture that is shown large; 0 for none. */
    number: { type: Number },
    active: { type: Boolean },
    /** The id of a job whose photos are to be chosen again; '' for none. */
    again: {},
    files: { state: true },
    /** The number of that job's photos that have arrived: `n` of `total`; else null. */
    fetching: { state: true },
    lost: { state: true },
    problem: { state: true },
  };

  static styles = [
    look,
    workbench,
    css`
      .all {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1.25rem;
      }
      .stop {
        margin-block-start: 0.8rem;
      }
    `,
  ];

  #watch = new JobWatch(this);
  #sending = new Sending(this);
  #photos = new Map();
  #fetching = new AbortController();

  constructor() {
    super();
    this.jobId = '';
    this.number = 0;
    this.active = false;
    this.again = '';
    this.files = [];
    this.fetching = null;
    this.lost = 0;
    this.problem = null;
  }

  willUpdate(changed) {
    if (changed.has('again') && this.again) {
      this.#repeat(this.again);
    }
    if (changed.has('jobId') && this.jobId !== this.#watch.id) {
      this.#open();
    }
  }

  updated() {
    const { job, active } = this.#watch;
    this.tell('progress', active ? `${job.done}/${job.total}` : '');
  }

  async #open() {
    const { jobId } = this;
    this.#photos = new Map();
    if (!jobId) {
      this.#watch.close();
      return;
    }
    await this.#watch.open(jobId);
    if (this.#watch.problem?.status === 404 && remembered.get('batch') === jobId) {
      this.#leave({ replace: true });
    } else if (this.#watch.job?.id === jobId) {
      remembered.set('batch', jobId);
    }
  }

  #leave({ replace = false } = {}) {
    remembered.forget('batch');
    this.#photos = new Map();
    this.#watch.close();
    this.tell('show', { id: '', replace });
  }

  /** Chooses the photos of a job again, with its settings to begin with. */
  async #repeat(id) {
    this.#fetching.abort();
    this.#fetching = new AbortController();
    const { signal } = this.#fetching;
    this.problem = null;
    this.#leave();
    this.files = [];
    try {
      const job = await api.job(id);
      const progress = (n) => (this.fetching = { n, total: job.total });
      progress(0);
      this.tell('settings', settingsOf(job, this.service));
      const { files, lost } = await photosOf(job, { progress, signal });
      this.files = files;
      this.lost = lost;
    } catch (failure) {
      if (!signal.aborted) {
        this.problem = failure;
      }
    } finally {
      if (this.#fetching.signal === signal) {
        this.fetching = null;
      }
    }
  }

  #add(event) {
    this.#sending.clear();
    this.lost = 0;
    this.files = [...this.files, ...event.detail];
  }

  #remove(event) {
    this.files = this.files.filter((file) => file !== event.detail);
  }

  /** A sentence about what the service would refuse, before anything is sent; empty if nothing. */
  #excess() {
    const { maxJobPictures, maxJobUploadBytes } = this.service.limits;
    if (this.files.length > maxJobPictures) {
      return t('batch.too-many', { n: maxJobPictures });
    }
    const all = this.files.reduce((sum, file) => sum + file.size, 0);
    return all > maxJobUploadBytes ? t('batch.too-large', { size: bytes(maxJobUploadBytes) }) : '';
  }

  async #draw() {
    if (this.#sending.running || this.files.length === 0) {
      return;
    }
    const { files } = this;
    const job = await this.#sending.start(files, this.settings);
    if (job) {
      this.#photos = byNumber(files, job);
      remembered.set('batch', job.id);
      this.files = [];
      this.#watch.show(job);
      this.tell('show', { id: job.id });
    }
  }

  render() {
    const { job, problem, lost } = this.#watch;
    return html`
      <h2 class="unseen">${t('tab.batch')}</h2>
      <div class="all">
        <katong-problem .problem=${problem}></katong-problem>
        <katong-problem .problem=${this.problem}></katong-problem>
        <katong-connection .lost=${lost}></katong-connection>
        ${job ? this.#job(job) : this.#bench()}
      </div>
    `;
  }

  #job(job) {
    return html`
      <katong-batch-job
        .job=${job}
        .photos=${this.#photos}
        @job=${(event) => this.#watch.show(event.detail)}
        @fresh=${() => this.#leave()}
        @repeat=${(event) => this.#repeat(event.detail)}
        @open=${(event) => go(address('batch', job.id, event.detail))}
      ></katong-batch-job>
      <katong-picture-dialog
        .job=${job}
        .number=${this.active ? this.number : 0}
        @turn=${(event) => go(address('batch', job.id, event.detail), { replace: this.number > 0 })}
      ></katong-picture-dialog>
    `;
  }

  #bench() {
    if (this.fetching) {
      return this.#fetch();
    }
    const some = this.files.length > 0;
    const excess = some ? this.#excess() : '';
    return html`
      <div class="bench ${some ? 'ready' : ''}">
        <div class="table">
          <katong-photo-input
            many
            ?compact=${some}
            ?active=${this.active && !this.#sending.running}
            @photos=${this.#add}
          ></katong-photo-input>
          ${this.lost > 0
            ? html`<p class="soft" role="status">${t('batch.lost-photos', { n: this.lost })}</p>`
            : nothing}
          ${excess ? html`<p role="alert"><strong>${excess}</strong></p>` : nothing}
          <katong-problem
            .problem=${this.#sending.problem}
            retryable
            @retry=${this.#draw}
          ></katong-problem>
          ${this.#sending.running ? this.#progress() : nothing}
          ${some
            ? html`<katong-file-list
                .files=${this.files}
                @remove=${this.#remove}
                @clear=${() => (this.files = [])}
              ></katong-file-list>`
            : nothing}
        </div>
        <section class="panel side" aria-label=${t('settings.title')}>
          <katong-settings .value=${this.settings} .service=${this.service}></katong-settings>
          <div class="action">
            <button
              class="primary"
              ?disabled=${!some || excess !== '' || this.#sending.running}
              @click=${this.#draw}
            >
              ${brushIcon}${some ? t('draw.many', { n: this.files.length }) : t('draw.all')}
            </button>
          </div>
        </section>
      </div>
    `;
  }

  #fetch() {
    const { n, total } = this.fetching;
    return html`
      <div class="panel">
        <katong-stage-progress
          .words=${t('batch.fetching', { n, total })}
          .fraction=${n / total}
        ></katong-stage-progress>
        <button class="stop" @click=${() => this.#fetching.abort()}>${stopIcon}${t('cancel')}</button>
      </div>
    `;
  }

  #progress() {
    return html`
      <div class="panel">
        <katong-stage-progress
          .words=${t('progress.sending')}
          .fraction=${this.#sending.fraction}
        ></katong-stage-progress>
        <button class="stop" @click=${() => this.#sending.stop()}>${stopIcon}${t('cancel')}</button>
      </div>
    `;
  }
}

/** The files of a job's pictures, where that is certain: not if some came out of a zip. */
function byNumber(files, job) {
  if (!job.pictures || files.some(isZip) || files.length !== job.total) {
    return new Map();
  }
  return new Map(job.pictures.map(({ number }, index) => [number, files[index]]));
}

customElements.define('katong-batch', BatchView);
