import { css, html, nothing } from 'lit';
import { paths } from '../api.js';
import { t } from '../language.js';
import { list } from '../format.js';
import { look } from '../look.js';
import { styleDescription, styleName } from '../style-names.js';
import { KatongElement } from './element.js';
import './thumbnail.js';

/** The styles as cards with a sample each, of which one is chosen; tells `style` with its name. */
class StyleCards extends KatongElement {
  static properties = {
    styles: { attribute: false },
    value: {},
  };

  static styles = [
    look,
    css`
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
        gap: 0.75rem;
      }
      label {
        position: relative;
        display: grid;
        align-content: start;
        cursor: pointer;
        background: var(--paper);
        border: 1.5px solid var(--line-strong);
        border-radius: var(--radius);
        overflow: hidden;
        transition: border-color 0.15s;
      }
      label:hover {
        border-color: var(--ink);
      }
      input {
        position: absolute;
        opacity: 0;
        inset: 0;
        inline-size: 100%;
        block-size: 100%;
        margin: 0;
        cursor: pointer;
      }
      label:has(:checked) {
        border-color: var(--seal);
        box-shadow: 0 0 0 1.5px var(--seal);
      }
      label:has(:focus-visible) {
        outline: 3px solid var(--seal);
        outline-offset: 3px;
      }
      .words {
        padding: 0.5rem 0.65rem 0.65rem;
      }
      .name {
        display: block;
        font-family: var(--serif);
        font-weight: 700;
        line-height: 1.3;
      }
      .about {
        display: -webkit-box;
        -webkit-line-clamp: 2;
        -webkit-box-orient: vertical;
        overflow: hidden;
        font-size: 0.8rem;
        line-height: 1.35;
        color: var(--ink-soft);
      }
      .mark {
        position: absolute;
        inset-block-start: 0.45rem;
        inset-inline-end: 0.45rem;
        display: none;
        place-items: center;
        inline-size: 1.7rem;
        block-size: 1.7rem;
        border-radius: 2px;
        background: var(--seal-fill);
        color: var(--on-seal);
        font: 700 1rem/1 var(--serif);
        rotate: 4deg;
      }
      label:has(:checked) .mark {
        display: grid;
      }
      @media (max-width: 40rem) {
        .cards {
          grid-template-columns: none;
          grid-auto-flow: column;
          grid-auto-columns: 8.5rem;
          overflow-x: auto;
          margin-inline: -1rem;
          padding: 4px 1rem 0.75rem;
          scroll-padding-inline: 1rem;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.styles = [];
    this.value = '';
  }

  render() {
    return html`
      <div class="cards" role="radiogroup" aria-label=${t('settings.style')}>
        ${this.styles.map((style) => this.#card(style))}
      </div>
    `;
  }

  #card(style) {
    const chosen = style.name === this.value;
    const name = styleName(style.name);
    const description = styleDescription(style);
    return html`
      <label>
        <katong-thumbnail .source=${paths.sample(style.name)}></katong-thumbnail>
        <span class="words">
          <span class="name">${name}</span>
          ${description ? html`<span class="about">${description}</span>` : nothing}
        </span>
        <span class="mark" aria-hidden="true">选</span>
        <input
          type="radio"
          name="style"
          aria-label=${list([name, description])}
          value=${style.name}
          .checked=${chosen}
          @change=${() => this.tell('style', style.name)}
        />
      </label>
    `;
  }
}

customElements.define('katong-style-cards', StyleCards);
