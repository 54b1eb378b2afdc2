import { html, nothing, svg } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { styleMap } from 'lit/directives/style-map.js';
import { percent } from '../format.js';
import { minusIcon, plusIcon } from '../icons.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { place, ZoomGestures } from '../zoom-gestures.js';
import { comparison } from './before-after.css.js';
import { KatongElement } from './element.js';

const STEP = 2;
const LEAP = 10;
const DOUBLE_MS = 500;

/** The actions of a pointer on the pictures. */
const BORDER = 'border';
const PICTURE = 'picture';

/**
 * A photo and its cartoon, one over the other, with a border between them that can be moved. Both can
 * be enlarged and moved together.
 */
class BeforeAfter extends KatongElement {
  static properties = {
    photo: {},
    cartoon: {},
    width: { type: Number },
    height: { type: Number },
    faces: { attribute: false },
    /** True if faces are shown without pointing at the picture. */
    marked: { type: Boolean },
    /** Percent of the width that the photo has. */
    at: { state: true },
    dragging: { state: true },
    photoless: { state: true },
  };

  static styles = [look, comparison];

  #gestures = new ZoomGestures(this);
  #frame = createRef();
  /** The border's place before the last click, or the last two if they were a double one. */
  #before = 50;
  #clicked = 0;

  constructor() {
    super();
    this.photo = '';
    this.cartoon = '';
    this.width = 1;
    this.height = 1;
    this.faces = [];
    this.marked = false;
    this.at = 50;
    this.dragging = '';
    this.photoless = false;
  }

  willUpdate(changed) {
    if (changed.has('photo')) {
      this.photoless = false;
    }
    if (changed.has('cartoon')) {
      this.#gestures.fit();
    }
  }

  #move(at) {
    this.at = Math.round(Math.min(100, Math.max(0, at)));
  }

  #follow(event) {
    this.#move(place(event, this.#frame.value)[0] * 100);
  }

  /** The number of the picture's pixels that a pixel of the page shows. */
  get #pixels() {
    return this.width / (this.#frame.value?.clientWidth || this.width);
  }

  #down(event) {
    if (event.button !== 0) {
      return;
    }
    const frame = this.#frame.value;
    frame.setPointerCapture(event.pointerId);
    this.#gestures.zoom.pixels = this.#pixels;
    this.#gestures.down(event, frame);
    const zoomed = this.#gestures.pinching || this.#gestures.zoom.zoomed;
    if (this.#gestures.pinching) {
      this.at = this.#before;
    }
    const onBorder = event.target.closest('.border') && !this.#gestures.pinching;
    if (this.#comparable && (onBorder || !zoomed)) {
      this.dragging = BORDER;
      if (event.timeStamp - this.#clicked > DOUBLE_MS) {
        this.#before = this.at;
      }
      this.#clicked = event.timeStamp;
      this.#follow(event);
    } else {
      this.dragging = PICTURE;
    }
  }

  #drag(event) {
    if (this.dragging === BORDER) {
      this.#follow(event);
    } else if (this.dragging) {
      this.#gestures.drag(event, this.#frame.value);
    }
  }

  #up(event) {
    this.#gestures.up(event);
    this.dragging = '';
  }

  /** Takes back that the two clicks have moved the border. */
  #doubleClick(event) {
    this.at = this.#before;
    this.#gestures.zoom.pixels = this.#pixels;
    this.#gestures.doubleClick(event, this.#frame.value, this.#pixels);
  }

  #wheel(event) {
    this.#gestures.zoom.pixels = this.#pixels;
    this.#gestures.wheel(event, this.#frame.value);
  }

  /** Two fingers are for the picture, not for the page. */
  #touch = {
    handleEvent: (event) => event.touches.length > 1 && event.preventDefault(),
    passive: false,
  };

  #key(event) {
    const onBorder = event.target !== this.#frame.value;
    this.#gestures.zoom.pixels = this.#pixels;
    if (this.#gestures.key(event, !onBorder) || !onBorder) {
      return;
    }
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
    const { zoom } = this.#gestures;
    const ratio = styleMap({ '--ratio': String(this.width / this.height) });
    return html`
      <div class="stage" style=${ratio}>
        <div
          ${ref(this.#frame)}
          class=${classMap({
            pictures: true,
            still: !comparable,
            zoomed: zoom.zoomed,
            dragging: this.dragging === BORDER,
            held: this.dragging === PICTURE,
            marked: this.marked,
          })}
          style=${styleMap({
            '--at': comparable ? `${this.at}%` : '0%',
            '--zoom': zoom.transform,
            '--scale': String(zoom.scale),
          })}
          role="group"
          tabindex="0"
          aria-label=${t('zoom.label')}
          aria-keyshortcuts="+ - 0"
          @pointerdown=${this.#down}
          @pointermove=${this.#drag}
          @pointerup=${this.#up}
          @pointercancel=${this.#up}
          @dblclick=${this.#doubleClick}
          @wheel=${this.#wheel}
          @touchstart=${this.#touch}
          @keydown=${this.#key}
        >
          ${comparable
            ? html`<img
                src=${this.photo}
                alt=${t('compare.photo')}
                draggable="false"
                @error=${() => (this.photoless = true)}
              />`
            : nothing}
          <div class="cartoon">
            <img src=${this.cartoon} alt=${t('compare.cartoon')} draggable="false" />
          </div>
          ${this.#marks()} ${comparable ? this.#border() : nothing}
        </div>
        ${this.#controls(zoom)}
      </div>
      ${this.photoless ? html`<p class="small soft">${t('compare.photoless')}</p>` : nothing}
    `;
  }

  #controls(zoom) {
    const button = (label, icon, deed, disabled) => html`
      <button
        class="quiet square"
        title=${label}
        aria-label=${label}
        ?disabled=${disabled}
        @click=${deed}
      >
        ${icon}
      </button>
    `;
    return html`
      <div class="zoom" role="group" aria-label=${t('zoom.title')}>
        ${button(t('zoom.out'), minusIcon, () => this.#gestures.reduce(), !zoom.zoomed)}
        ${zoom.zoomed
          ? html`<button
              class="quiet figures"
              title=${t('zoom.fit')}
              aria-label=${t('pair', { name: t('zoom.fit'), value: percent(zoom.scale) })}
              @click=${() => this.#gestures.fit()}
            >
              ${percent(zoom.scale)}
            </button>`
          : nothing}
        ${button(t('zoom.in'), plusIcon, () => this.#enlarge(), zoom.most)}
      </div>
    `;
  }

  #enlarge() {
    this.#gestures.zoom.pixels = this.#pixels;
    this.#gestures.enlarge();
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
