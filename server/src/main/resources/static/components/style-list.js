import { css, html, nothing } from 'lit';
import { api } from '../api.js';
import { bytes, duration, list } from '../format.js';
import { loadIcon, closeIcon } from '../icons.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { styleDescription, styleName, variantName } from '../style-names.js';
import { KatongElement } from './element.js';
import './problem-note.js';

/** The styles and what of them is in memory; tells `changed` when that was changed here. */
class StyleList extends KatongElement {
  static properties = {
    styles: { attribute: false },
    /** The styles that are loaded now. */
    loaded: { attribute: false },
    busy: { state: true },
    problem: { state: true },
    failed: { state: true },
  };

  static styles = [
    look,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.3rem 1rem;
        align-items: center;
        padding-block: 0.7rem;
      }
      li + li {
        border-block-start: 1px solid var(--line);
      }
      .name {
        font-family: var(--serif);
        font-weight: 700;
        font-size: 1.1rem;
      }
      .tag {
        margin-inline-start: 0.5rem;
        padding: 0.05rem 0.45rem;
        white-space: nowrap;
        font-size: 0.75rem;
        border: 1px solid var(--line-strong);
        border-radius: 2px;
        color: var(--ink-soft);
      }
      .loaded {
        color: var(--leaf);
        font-weight: 600;
      }
      katong-problem {
        grid-column: 1 / -1;
      }
    `,
  ];

  constructor() {
    super();
    this.styles = [];
    this.loaded = [];
    this.busy = '';
    this.problem = null;
    this.failed = '';
  }

  async #ask(request, name) {
    this.busy = name;
    this.problem = null;
    try {
      await request(name);
    } catch (failure) {
      this.problem = failure;
      this.failed = name;
    } finally {
      this.busy = '';
      this.tell('changed');
    }
  }

  render() {
    return html`<ul>
      ${this.styles.map((style) => this.#style(style))}
    </ul>`;
  }

  #style(style) {
    const here = this.loaded.filter((one) => one.style === style.name);
    const request = here.length > 0 ? api.unload : api.load;
    const label = t(here.length > 0 ? 'system.unload' : 'system.load');
    return html`
      <li>
        <div>
          <span class="name">${styleName(style.name)}</span>
          ${style.builtIn ? html`<span class="tag">${t('system.built-in')}</span>` : nothing}
          ${style.heads ? html`<span class="tag">${t('system.heads')}</span>` : nothing}
          <div class="small soft">
            ${[styleDescription(style), style.license].filter(Boolean).join(' · ')}
          </div>
          ${here.map((one) => this.#variant(one))}
        </div>
        <button
          ?disabled=${this.busy !== ''}
          aria-label=${t('pair', { name: label, value: styleName(style.name) })}
          @click=${() => this.#ask(request, style.name)}
        >
          ${here.length > 0 ? closeIcon : loadIcon}
          ${this.busy === style.name ? t('system.working') : label}
        </button>
        ${this.failed === style.name && this.problem
          ? html`<katong-problem
              .problem=${this.problem}
              retryable
              @retry=${() => this.#ask(request, style.name)}
            ></katong-problem>`
          : nothing}
      </li>
    `;
  }

  #variant(one) {
    const use =
      one.users > 0
        ? t('system.users', { n: one.users })
        : t('system.idle', { time: duration(one.idleSeconds) });
    return html`<div class="small figures">
      <span class="loaded">${t('system.loaded')}</span> ${list([variantName(one.variant), bytes(one.bytes), use])}
    </div>`;
  }
}

customElements.define('katong-style-list', StyleList);
