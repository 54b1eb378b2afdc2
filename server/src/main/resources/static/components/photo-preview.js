import { css, html, nothing } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { t } from '../language.js';
import { look, screentone } from '../look.js';
import { KatongElement } from './element.js';

/** A photo that is not drawn yet, under a screen of dots while it is being drawn. */
class PhotoPreview extends KatongElement {
  static properties = {
    photo: { attribute: false },
    working: { type: Boolean },
    ratio: { state: true },
    unseeable: { state: true },
  };

  static styles = [
    look,
    screentone,
    css`
      :host {
        display: grid;
      }
      .preview {
        position: relative;
        justify-self: center;
        inline-size: min(100%, calc(64vh * var(--ratio)));
        overflow: hidden;
        border-radius: var(--radius);
      }
      img {
        display: block;
        inline-size: 100%;
      }
      .tone {
        position: absolute;
        inset: 0;
        --tone: rgb(255 249 239 / 0.55);
        background-color: rgb(20 17 15 / 0.25);
      }
    `,
  ];

  #url = '';

  constructor() {
    super();
    this.photo = null;
    this.working = false;
    this.ratio = 1;
    this.unseeable = false;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    URL.revokeObjectURL(this.#url);
  }

  willUpdate(changed) {
    if (changed.has('photo')) {
      URL.revokeObjectURL(this.#url);
      this.#url = this.photo ? URL.createObjectURL(this.photo) : '';
      this.unseeable = false;
    }
  }

  render() {
    if (!this.photo) {
      return nothing;
    }
    if (this.unseeable) {
      return html`<p class="panel">${t('input.unseeable', { name: this.photo.name })}</p>`;
    }
    return html`
      <div class="preview" style=${styleMap({ '--ratio': String(this.ratio) })}>
        <img
          src=${this.#url}
          alt=${t('compare.photo')}
          @load=${({ target }) => (this.ratio = target.naturalWidth / target.naturalHeight)}
          @error=${() => (this.unseeable = true)}
        />
        ${this.working ? html`<div class="tone"></div>` : nothing}
      </div>
    `;
  }
}

customElements.define('katong-photo-preview', PhotoPreview);
