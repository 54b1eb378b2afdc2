import { css, html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { cameraIcon, folderIcon, photoIcon, photosIcon } from '../icons.js';
import { Incoming } from '../incoming.js';
import { t } from '../language.js';
import { look, screentone } from '../look.js';
import { BATCH_TYPES, PHOTO_TYPES, sorted } from '../photo-files.js';
import './camera-dialog.js';
import { KatongElement } from './element.js';

/**
 * Takes photos by drop, paste, file chooser and camera; tells `photos` with a list of files. While
 * it is active, a drop anywhere on the page is for it.
 */
class PhotoInput extends KatongElement {
  static properties = {
    /** Takes many photos, folders and zips; else one photo. */
    many: { type: Boolean },
    /** Only a row of buttons, for where there is a photo already. */
    compact: { type: Boolean },
    active: { type: Boolean },
    leftOut: { state: true },
  };

  static styles = [
    look,
    screentone,
    css`
      .zone {
        display: grid;
        justify-items: center;
        align-content: center;
        gap: 1.1rem;
        padding: clamp(1.5rem, 5vw, 3.5rem) 1rem;
        min-block-size: clamp(22rem, 58vh, 36rem);
        text-align: center;
        border: 2px dashed var(--line-strong);
        border-radius: var(--radius);
        background-color: var(--paper-raised);
        transition: border-color 0.15s, background-color 0.15s;
      }
      .over {
        border-color: var(--seal);
        border-style: solid;
        background-color: var(--seal-wash);
      }
      @media (max-width: 40rem) {
        .zone {
          min-block-size: 16rem;
        }
      }
      .compact {
        min-block-size: 0;
        gap: 0.3rem;
        padding: 0.6rem;
        border-width: 1.5px;
      }
      .words {
        display: grid;
        gap: 0.35rem;
        padding: 0.4rem 1rem;
        background: radial-gradient(closest-side, var(--paper-raised) 70%, transparent);
      }
      .over .words {
        background: none;
      }
      .row {
        justify-content: center;
      }
      .label {
        font-family: var(--serif);
        font-size: clamp(1.3rem, 4vw, 1.9rem);
        font-weight: 700;
        line-height: 1.3;
        text-wrap: balance;
      }
    `,
  ];

  #files = createRef();
  #folder = createRef();
  #shot = createRef();
  #camera = createRef();
  #incoming = new Incoming(this, (files) => this.#take(files));

  constructor() {
    super();
    this.many = false;
    this.compact = false;
    this.active = false;
    this.leftOut = 0;
  }

  willUpdate(changed) {
    if (changed.has('active')) {
      this.#incoming.wanted = this.active;
    }
  }

  #chosen(event) {
    this.#take([...event.target.files]);
    event.target.value = '';
  }

  #take(files) {
    const { photos, leftOut } = sorted(files, { zip: this.many });
    this.leftOut = leftOut;
    if (photos.length > 0) {
      this.tell('photos', this.many ? photos : photos.slice(0, 1));
    }
  }

  /** A phone's own camera application is better than a preview in a page. */
  #photograph() {
    if (touched()) {
      this.#shot.value.click();
    } else {
      this.#camera.value.open();
    }
  }

  render() {
    return html`
      <div class="zone ${this.compact ? 'compact' : 'tone'} ${this.#incoming.over ? 'over' : ''}">
        ${this.compact ? nothing : this.#words()}
        <div class="row">
          <button class=${this.compact ? 'quiet' : 'primary'} @click=${() => this.#files.value.click()}>
            ${this.many ? photosIcon : photoIcon}${t(this.#label())}
          </button>
          ${this.many
            ? html`<button class=${this.#plain} @click=${() => this.#folder.value.click()}>
                ${folderIcon}${t('input.folder')}
              </button>`
            : nothing}
          <button class=${this.#plain} @click=${this.#photograph}>${cameraIcon}${t('input.camera')}</button>
        </div>
        <p class="small soft" role="status">
          ${this.leftOut > 0 ? t('input.left-out', { n: this.leftOut }) : nothing}
        </p>
      </div>
      ${this.#inputs()}
      <katong-camera ${ref(this.#camera)} @photo=${(event) => this.#take([event.detail])}></katong-camera>
    `;
  }

  get #plain() {
    return this.compact ? 'quiet' : '';
  }

  #label() {
    if (this.compact) {
      return this.many ? 'input.add' : 'input.other';
    }
    return this.many ? 'input.choose-many' : 'input.choose';
  }

  #words() {
    const key = `input.${this.many ? 'many' : 'one'}${touched() ? '-touch' : ''}`;
    return html`
      <div class="words">
        <p class="label">${t(key)}</p>
        <p class="soft">${t(`${key}-hint`)}</p>
      </div>
    `;
  }

  #inputs() {
    return html`
      <input
        ${ref(this.#files)}
        type="file"
        hidden
        accept=${this.many ? BATCH_TYPES : PHOTO_TYPES}
        ?multiple=${this.many}
        @change=${this.#chosen}
      />
      <input ${ref(this.#folder)} type="file" hidden webkitdirectory @change=${this.#chosen} />
      <input
        ${ref(this.#shot)}
        type="file"
        hidden
        accept="image/*"
        capture="environment"
        @change=${this.#chosen}
      />
    `;
  }
}

/** True on a phone or the like, where nothing is dropped. */
function touched() {
  return matchMedia('(pointer: coarse)').matches;
}

customElements.define('katong-photo-input', PhotoInput);
