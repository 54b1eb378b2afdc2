import { css, html, nothing } from 'lit';
import { paths } from '../api.js';
import { announce } from '../announce.js';
import { copyIcon, doneIcon, downloadIcon, faceIcon, shareIcon } from '../icons.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { canCopy, canShare, copyPicture, sharePicture } from '../giving.js';
import { cartoonName, picture, save } from '../pictures.js';
import './before-after.js';
import { KatongElement } from './element.js';
import './picture-info.js';
import './problem-note.js';

const COPIED_MS = 2500;

/** A finished picture of a job: before and after, its report, and its file to keep. */
class ResultView extends KatongElement {
  static properties = {
    job: { attribute: false },
    picture: { attribute: false },
    /** The photo's file where it is at hand; else it is fetched. */
    photoFile: { attribute: false },
    cartoon: { state: true },
    photo: { state: true },
    photoSize: { state: true },
    marked: { state: true },
    copied: { state: true },
    problem: { state: true },
  };

  static styles = [
    look,
    css`
      .all {
        display: grid;
        gap: 1rem;
      }
      .loading {
        display: grid;
        place-items: center;
        min-block-size: 14rem;
      }
      katong-picture-info {
        border-block-start: 1px solid var(--line);
        padding-block-start: 1.25rem;
      }
    `,
  ];

  #loading = new AbortController();
  #shown = '';
  #file = null;

  constructor() {
    super();
    this.job = null;
    this.picture = null;
    this.photoFile = null;
    this.cartoon = '';
    this.photo = '';
    this.photoSize = null;
    this.marked = false;
    this.copied = false;
    this.problem = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#release();
  }

  willUpdate() {
    const wanted = this.job && this.picture ? `${this.job.id}/${this.picture.number}` : '';
    if (wanted !== this.#shown && this.isConnected) {
      this.#release();
      this.#shown = wanted;
      if (wanted) {
        this.#load(this.job.id, this.picture.number);
      }
    }
  }

  async #load(id, number) {
    this.#loading = new AbortController();
    const { signal } = this.#loading;
    this.problem = null;
    try {
      const cartoon = await picture(paths.cartoon(id, number), signal);
      this.#file = new File([cartoon], this.#name, { type: cartoon.type });
      this.cartoon = URL.createObjectURL(cartoon);
      const photo = this.photoFile ?? (await keptPhoto(id, number, signal));
      if (photo) {
        this.photo = URL.createObjectURL(photo);
        this.photoSize = await naturalSize(this.photo);
      }
    } catch (failure) {
      if (!signal.aborted) {
        this.problem = failure;
      }
    }
  }

  #release() {
    this.#loading.abort();
    for (const url of [this.cartoon, this.photo]) {
      if (url) {
        URL.revokeObjectURL(url);
      }
    }
    this.cartoon = '';
    this.photo = '';
    this.photoSize = null;
    this.#shown = '';
  }

  #again() {
    this.#shown = '';
    this.requestUpdate();
  }

  get #name() {
    return cartoonName(this.picture.name, this.job.settings);
  }

  #save() {
    save(this.cartoon, this.#name);
  }

  async #copy() {
    try {
      await copyPicture(this.#file);
      this.copied = true;
      announce(t('result.copied'));
      setTimeout(() => (this.copied = false), COPIED_MS);
    } catch {
      announce(t('result.copy-failed'));
      this.problem = { headline: t('result.copy-failed') };
    }
  }

  render() {
    const { report } = this.picture ?? {};
    return html`
      <div class="all">
        ${this.cartoon ? this.#picture(report) : html`<p class="loading soft">${t('result.loading')}</p>`}
        <katong-problem .problem=${this.problem} retryable @retry=${this.#again}></katong-problem>
        <katong-picture-info
          .report=${report}
          .settings=${this.job?.settings}
          .photoSize=${this.photoSize}
          .fileBytes=${this.cartoon ? this.#file.size : 0}
        ></katong-picture-info>
      </div>
    `;
  }

  #picture(report) {
    const faces = report?.faces ?? [];
    return html`
      <katong-before-after
        .photo=${this.photo}
        .cartoon=${this.cartoon}
        .width=${report?.width ?? this.picture.width}
        .height=${report?.height ?? this.picture.height}
        .faces=${faces}
        .marked=${this.marked}
      ></katong-before-after>
      <div class="row deeds">
        <button class="primary" @click=${this.#save}>${downloadIcon}${t('result.download')}</button>
        ${canShare(this.#file)
          ? html`<button @click=${() => sharePicture(this.#file)}>${shareIcon}${t('result.share')}</button>`
          : nothing}
        ${canCopy()
          ? html`<button @click=${this.#copy}>
              ${this.copied ? doneIcon : copyIcon}${t(this.copied ? 'result.copied' : 'result.copy')}
            </button>`
          : nothing}
        ${faces.length > 0
          ? html`<button aria-pressed=${this.marked} @click=${() => (this.marked = !this.marked)}>
              ${faceIcon}${t('result.faces', { n: faces.length })}
            </button>`
          : nothing}
      </div>
    `;
  }
}

/** The photo, or null if the service did not keep it. */
async function keptPhoto(id, number, signal) {
  try {
    return await picture(paths.photo(id, number), signal);
  } catch (failure) {
    if (failure.status === 404) {
      return null;
    }
    throw failure;
  }
}

/** The photo's size in pixels, or null if the browser cannot show it. */
async function naturalSize(url) {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch {
    return null;
  }
  return { width: image.naturalWidth, height: image.naturalHeight };
}

customElements.define('katong-result', ResultView);
