import { html, nothing, svg } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { styleMap } from 'lit/directives/style-map.js';
import { percent } from '../format.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { comparison } from './before-after.css.js';
import { KatongElement } from './element.js';

const STEP = 2;
const LEAP = 10;

/** A photo and its cartoon, one over the other, with a border between them that can be moved. */
class BeforeAfter extends KatongElement {
  static properties = {
    photo: {},
    cartoon: {},
    width: { type: Number },
    height: { type: Number },
    faces: { attribute: false },
    /** Whether faces are shown without pointing at the picture. */
    marked: { type: Boolean },
    /** Percent of the width that the photo has. */
    at: { state: true },
    dragging: { state: true },
    photoless: { state: true },
  };

  static styles = [look, comparison];

  constructor() {
    super();
    this.photo = '';
    this.cartoon = '';
    this.width = 1;
    this.height = 1;
    this.faces = [];
    this.marked = false;
    this.at = 50;
    this.dragging = false;
    this.photoless = false;
  }

  willUpdate(changed) {
    if (changed.has('photo')) {
      this.photoless = false;
    }
  }

  #move(at) {
    this.at = Math.round(Math.min(100, Math.max(0, at)));
  }

  #follow(event) {
    const box = event.currentTarget.getBoundingClientRect();
    this.#move(((event.clientX - box.left) / box.width) * 100);
  }

  #down(event) {
    if (event.button !== 0 || !this.#comparable) {
      return;
    }
    event.currentTarget.setPointerCapture(event.pointerId);
    this.dragging = true;
    this.#follow(event);
  }

  #drag(event) {
    if (this.dragging) {
      this.#follow(event);
    }
  }

  #up() {
    this.dragging = false;
  }

  #key(event) {
    const leap = event.shiftKey ? LEAP : STEP;
    const moves = {
      ArrowLeft: this.at - leap,
      ArrowDown: this.at - leap,
      ArrowRight: this.at + leap,
      ArrowUp: this.at + leap,
      PageDown: this.at - LEAP,
      PageUp: this.at + LEAP,
      Home: 0,
      End: 100,
    };
    if (event.key in moves) {
      event.preventDefault();
      this.#move(moves[event.key]);
    }
  }

  get #comparable() {
    return this.photo !== '' && !this.photoless;
  }

  render() {
    const comparable = this.#comparable;
    return html`
      <div
        class=${classMap({
          pictures: true,
          still: !comparable,
          dragging: this.dragging,
          marked: this.marked,
        })}
        style=${styleMap({
          '--ratio': String(this.width / this.height),
          '--at': comparable ? `${this.at}%` : '0%',
        })}
        @pointerdown=${this.#down}
        @pointermove=${this.#drag}
        @pointerup=${this.#up}
        @pointercancel=${this.#up}
      >
        ${comparable
          ? html`<img
              src=${this.photo}
              alt=${t('compare.photo')}
              draggable="false"
              @error=${() => (this.photoless = true)}
            />`
          : nothing}
        <img class="cartoon" src=${this.cartoon} alt=${t('compare.cartoon')} draggable="false" />
        ${this.#marks()} ${comparable ? this.#border() : nothing}
      </div>
      ${this.photoless ? html`<p class="small soft">${t('compare.photoless')}</p>` : nothing}
    `;
  }

  #border() {
    return html`
      <span class="tag before" aria-hidden="true" ?hidden=${this.at < 15}>${t('compare.photo')}</span>
      <span class="tag after" aria-hidden="true" ?hidden=${this.at > 85}>${t('compare.cartoon')}</span>
      <div
        class="border"
        role="slider"
        tabindex="0"
        aria-label=${t('compare.label')}
        aria-orientation="horizontal"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${this.at}
        aria-valuetext=${t('compare.value', { part: percent(this.at / 100) })}
        @keydown=${this.#key}
      >
        <span class="grip" aria-hidden="true">
          <svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="2">
            <path d="m9 6-6 6 6 6M15 6l6 6-6 6" />
          </svg>
        </span>
      </div>
    `;
  }

  #marks() {
    const radius = Math.max(this.width, this.height) / 260;
    return html`
      <svg class="faces" viewBox="0 0 ${this.width} ${this.height}" aria-hidden="true">
        ${(this.faces ?? []).map(({ box: [x, y, width, height], points }) => svg`
          <rect class="under" x=${x} y=${y} width=${width} height=${height} />
          <rect class="box" x=${x} y=${y} width=${width} height=${height} />
          ${(points ?? []).map(([px, py]) => svg`<circle cx=${px} cy=${py} r=${radius} />`)}
        `)}
      </svg>
    `;
  }
}

customElements.define('katong-before-after', BeforeAfter);
