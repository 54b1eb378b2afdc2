import { css, html, nothing } from 'lit';
import { paths } from '../api.js';
import { t } from '../language.js';
import { list } from '../format.js';
import { look } from '../look.js';
import { MOST_STYLES } from '../settings.js';
import { styleDescription, styleName } from '../style-names.js';
import { KatongElement } from './element.js';
import './thumbnail.js';

/**
 * The styles as cards with a sample each. One is chosen, which is told as `style` with its name; or
 * several, which are told as `several` with all their names.
 */
class StyleCards extends KatongElement {
  static properties = {
    styles: { attribute: false },
    value: {},
    /** The names of several styles, or null where one is chosen. */
    several: { attribute: false },
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
      label:has(:disabled) {
        opacity: 0.55;
        cursor: default;
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
    this.several = null;
  }

  render() {
    return html`
      <div class="cards" role=${this.several ? 'group' : 'radiogroup'} aria-label=${t('settings.style')}>
        ${this.styles.map((style) => this.#card(style))}
      </div>
    `;
  }

  #choose(name) {
    if (!this.several) {
      this.tell('style', name);
      return;
    }
    const others = this.several.filter((one) => one !== name);
    const chosen = others.length === this.several.length ? [...others, name] : others;
    // In the order in which they are shown.
    this.tell('several', this.styles.map((style) => style.name).filter((one) => chosen.includes(one)));
  }

  #card(style) {
    const { several } = this;
    const chosen = several ? several.includes(style.name) : style.name === this.value;
    const full = several && !chosen && several.length >= MOST_STYLES;
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
          type=${several ? 'checkbox' : 'radio'}
          name="style"
          ?disabled=${full}
          aria-label=${list([name, description])}
          value=${style.name}
          .checked=${chosen}
          @change=${() => this.#choose(style.name)}
        />
      </label>
    `;
  }
}

customElements.define('katong-style-cards', StyleCards);
