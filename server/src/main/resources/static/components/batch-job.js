import { css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { api, link, paths, send } from '../api.js';
import { percent } from '../format.js';
import { downloadIcon, photosIcon, repeatIcon, retryIcon, stopIcon } from '../icons.js';
import { ended } from '../job-watch.js';
import { hasKey } from '../key.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { save } from '../pictures.js';
import { styleName } from '../style-names.js';
import { FORMAT_NAMES, hasQuality } from '../settings.js';
import { KatongElement } from './element.js';
import './job-progress.js';
import './picture-tile.js';
import './problem-note.js';

/** A batch that was sent: its progress, its pictures, and what can be done with it. */
class BatchJob extends KatongElement {
  static properties = {
    job: { attribute: false },
    /** The photos' files by number, as far as they are at hand. */
    photos: { attribute: false },
    packing: { state: true },
    problem: { state: true },
  };

  static styles = [
    look,
    css`
      .all {
        display: grid;
        gap: 1.25rem;
      }
      .deeds {
        margin-block-start: 1rem;
      }
      .gallery {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(11rem, 45%), 1fr));
        gap: 1rem;
        align-items: start;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        content-visibility: auto;
        contain-intrinsic-size: 11rem 15rem;
        padding: 3px;
        margin: -3px;
      }
    `,
  ];

  constructor() {
    super();
    this.job = null;
    this.photos = new Map();
    this.packing = false;
    this.problem = null;
  }

  async #ask(request) {
    this.problem = null;
    try {
      this.tell('job', await request(this.job.id));
    } catch (failure) {
      this.problem = failure;
    }
  }

  /** A link is better, the browser writes to the disk while it reads; but it sends no key. */
  async #zip() {
    const { id, style } = this.job;
    const name = `katong-${style}-${id}.zip`;
    if (!hasKey()) {
      save(link(paths.zip(id)), name);
      return;
    }
    this.packing = true;
    this.problem = null;
    try {
      const response = await send(paths.zip(id), { accept: 'application/zip' });
      const url = URL.createObjectURL(await response.blob());
      save(url, name);
      // The browser takes the file some time after the click.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (failure) {
      this.problem = failure;
    } finally {
      this.packing = false;
    }
  }

  render() {
    const { job } = this;
    return html`
      <div class="all">
        <section class="panel" aria-label=${t('progress.job')}>
          <katong-job-progress .job=${job}></katong-job-progress>
          <p class="soft small">${this.#settings()}</p>
          ${this.#actions()}
        </section>
        <katong-problem .problem=${this.problem}></katong-problem>
        ${job.skipped?.length > 0
          ? html`<p class="soft small">
              ${t('pair', {
                name: t('input.left-out', { n: job.skipped.length }),
                value: job.skipped.join(t('enumeration')),
              })}
            </p>`
          : nothing}
        <ul class="gallery" aria-label=${t('batch.pictures')}>
          ${repeat(
            job.pictures,
            (picture) => picture.number,
            (picture) => html`
              <li>
                <katong-tile
                  .jobId=${job.id}
                  .picture=${picture}
                  .photo=${this.photos.get(picture.number) ?? null}
                ></katong-tile>
              </li>
            `,
          )}
        </ul>
      </div>
    `;
  }

  #settings() {
    const { settings } = this.job;
    const pair = (name, value) => t('pair', { name: t(`settings.${name}`), value });
    const format = FORMAT_NAMES[settings.output_format] ?? settings.output_format;
    return [
      styleName(settings.style),
      t('unit.pixels', { n: settings.resolution }),
      pair('strength', percent(settings.strength)),
      settings.tone > 0 ? pair('tone', percent(settings.tone)) : '',
      hasQuality(settings.output_format) ? `${format} ${settings.quality}` : format,
      pair('faces', t(`faces.${settings.faces}`)),
      pair('detail', t(`detail.${settings.detail}`)),
    ]
      .filter(Boolean)
      .join(' · ');
  }

  #actions() {
    const { job } = this;
    const over = ended(job);
    return html`
      <div class="row deeds">
        ${job.done > 0
          ? html`<button class="primary" ?disabled=${this.packing} @click=${this.#zip}>
              ${downloadIcon}${t(this.packing ? 'batch.packing' : 'batch.zip', { n: job.done })}
            </button>`
          : nothing}
        ${over
          ? nothing
          : html`<button @click=${() => this.#ask(api.cancel)}>${stopIcon}${t('batch.cancel')}</button>`}
        ${over && job.failed + job.cancelled > 0
          ? html`<button @click=${() => this.#ask(api.retry)}>
              ${retryIcon}${t('batch.retry', { n: job.failed + job.cancelled })}
            </button>`
          : nothing}
        ${over
          ? html`<button @click=${() => this.tell('repeat', job.id)}>
              ${repeatIcon}${t('batch.repeat')}
            </button>`
          : nothing}
        <button class="push" @click=${() => this.tell('fresh')}>${photosIcon}${t('batch.fresh')}</button>
      </div>
    `;
  }
}

customElements.define('katong-batch-job', BatchJob);
