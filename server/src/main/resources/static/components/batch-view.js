import { html, nothing } from 'lit';
import { bytes } from '../format.js';
import { brushIcon, stopIcon } from '../icons.js';
import { finished, JobWatch } from '../job-watch.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { isZip } from '../photo-files.js';
import { remembered } from '../remembered.js';
import { address, go } from '../route.js';
import { upload } from '../upload.js';
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
 * Many photos with one set of settings: chosen, sent, and shown as they get ready. Tells `progress`
 * with a short text for the window's title.
 */
class BatchView extends KatongElement {
  static properties = {
    service: { attribute: false },
    settings: { attribute: false },
    jobId: {},
    /** The picture that is shown large; 0 for none. */
    number: { type: Number },
    active: { type: Boolean },
    files: { state: true },
    sent: { state: true },
    problem: { state: true },
  };

  static styles = [look, workbench];

  #watch = new JobWatch(this);
  #sending = null;
  #photos = new Map();

  constructor() {
    super();
    this.jobId = '';
    this.number = 0;
    this.active = false;
    this.files = [];
    this.sent = null;
    this.problem = null;
  }

  willUpdate(changed) {
    if (changed.has('jobId') && this.jobId !== this.#watch.id) {
      this.#open();
    }
  }

  updated() {
    const { job, active } = this.#watch;
    this.tell('progress', active ? `${finished(job)}/${job.total}` : '');
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
      this.#fresh();
    } else if (this.#watch.job?.id === jobId) {
      remembered.set('batch', jobId);
    }
  }

  #fresh() {
    remembered.forget('batch');
    this.#photos = new Map();
    this.#watch.close();
    go(address('batch'));
  }

  #add(event) {
    if (this.#watch.job) {
      this.#fresh();
    }
    this.problem = null;
    this.files = [...this.files, ...event.detail];
  }

  #remove(event) {
    this.files = this.files.filter((file) => file !== event.detail);
  }

  /** What the service would refuse, told before anything is sent; empty if nothing. */
  #excess() {
    const { maxJobPictures, maxJobUploadBytes } = this.service.limits;
    if (this.files.length > maxJobPictures) {
      return t('batch.too-many', { n: maxJobPictures });
    }
    const all = this.files.reduce((sum, file) => sum + file.size, 0);
    return all > maxJobUploadBytes ? t('batch.too-large', { size: bytes(maxJobUploadBytes) }) : '';
  }

  async #draw() {
    if (this.sent !== null || this.files.length === 0) {
      return;
    }
    this.#sending = new AbortController();
    this.problem = null;
    this.sent = 0;
    const { files } = this;
    try {
      const job = await upload(files, this.settings, {
        progress: (fraction) => (this.sent = fraction),
        signal: this.#sending.signal,
      });
      this.#photos = byNumber(files, job);
      remembered.set('batch', job.id);
      this.files = [];
      this.#watch.show(job);
      go(address('batch', job.id));
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        this.problem = failure;
      }
    } finally {
      this.sent = null;
    }
  }

  render() {
    const { job, problem, lost } = this.#watch;
    return html`
      <h2 class="unseen">${t('tab.batch')}</h2>
      <katong-problem .problem=${problem}></katong-problem>
      <katong-connection .lost=${lost}></katong-connection>
      ${job ? this.#job(job) : this.#bench()}
    `;
  }

  #job(job) {
    return html`
      <katong-batch-job
        .job=${job}
        .photos=${this.#photos}
        @job=${(event) => this.#watch.show(event.detail)}
        @fresh=${this.#fresh}
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
    const some = this.files.length > 0;
    const excess = some ? this.#excess() : '';
    return html`
      <div class="bench">
        <div class="table">
          <katong-photo-input
            many
            ?compact=${some}
            ?active=${this.active && this.sent === null}
            @photos=${this.#add}
          ></katong-photo-input>
          ${excess ? html`<p role="alert"><strong>${excess}</strong></p>` : nothing}
          <katong-problem .problem=${this.problem} retryable @retry=${this.#draw}></katong-problem>
          ${this.sent === null ? nothing : this.#progress()}
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
              ?disabled=${!some || excess !== '' || this.sent !== null}
              @click=${this.#draw}
            >
              ${brushIcon}${some ? t('draw.many', { n: this.files.length }) : t('draw.all')}
            </button>
          </div>
        </section>
      </div>
    `;
  }

  #progress() {
    return html`
      <div class="panel">
        <katong-stage-progress
          .words=${t('progress.sending')}
          .fraction=${this.sent}
        ></katong-stage-progress>
        <div class="row" style="margin-block-start: 0.8rem">
          <button @click=${() => this.#sending.abort()}>${stopIcon}${t('cancel')}</button>
        </div>
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
