import { css, html, nothing } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { percent } from '../format.js';
import { t } from '../language.js';
import { look, ranges, segments } from '../look.js';
import {
  DETAILS,
  FACES,
  FORMAT_NAMES,
  FORMATS,
  hasQuality,
  LEAST_STRENGTH,
  LEAST_STYLES,
  METADATA,
  MOST_STYLES,
  needsBackground,
  toneOf,
} from '../settings.js';
import { choice } from './choice.js';
import { KatongElement } from './element.js';
import './style-cards.js';

const RESOLUTION_STEP = 64;

/**
 * All that can be chosen for a cartoon; tells `settings` with a new object for each change, and
 * `several` with the names of styles to be compared, or null.
 */
class SettingsPanel extends KatongElement {
  static properties = {
    value: { attribute: false },
    /** The service's styles and limits, as it told them. */
    service: { attribute: false },
    /** True if several styles can be chosen. */
    comparing: { type: Boolean },
    /** The names of several styles, or null where one is chosen. */
    several: { attribute: false },
    /** The sentence about a resolution that is not allowed. */
    clamped: { state: true },
  };

  static styles = [
    look,
    ranges,
    segments,
    css`
      .all {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1.25rem;
      }
      h2 {
        font-size: 1.2rem;
      }
      .field {
        display: grid;
        gap: 0.3rem;
      }
      .head {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 0.5rem;
        font-weight: 600;
      }
      .head .soft {
        font-weight: 400;
      }
      input[type='color'] {
        width: 3rem;
        height: 1.8rem;
        padding: 0;
        border: 1px solid var(--line-strong);
        border-radius: 0.4rem;
        background: none;
        cursor: pointer;
      }
      .check {
        display: flex;
        gap: 0.6rem;
        align-items: center;
        min-block-size: 2rem;
        font-weight: 600;
        cursor: pointer;
      }
      .check input {
        inline-size: 1.25rem;
        block-size: 1.25rem;
        margin: 0;
      }
      .pair {
        display: grid;
        grid-template-columns: 1fr 6rem;
        gap: 0.8rem;
        align-items: center;
      }
    `,
  ];

  constructor() {
    super();
    this.comparing = false;
    this.several = null;
    this.clamped = '';
  }

  #set(name, value) {
    this.tell('settings', { ...this.value, [name]: value });
  }

  render() {
    const { value, service } = this;
    if (!value || !service) {
      return nothing;
    }
    return html`
      <div class="all">
        <h2>${t('settings.style')}</h2>
        <katong-style-cards
          .styles=${service.styles.styles}
          .value=${value.style}
          .several=${this.several}
          @style=${(event) => this.#set('style', event.detail)}
        ></katong-style-cards>
        ${this.comparing && service.styles.styles.length >= LEAST_STYLES ? this.#compare() : nothing}
        ${this.#share('strength', LEAST_STRENGTH)} ${this.#tone()} ${this.#resolution()}
        ${this.#segmented('format', FORMATS, (one) => ({ value: one, label: FORMAT_NAMES[one] }))}
        ${hasQuality(value.format) ? this.#quality() : nothing}
        ${needsBackground(value.format) ? this.#background() : nothing}
        ${this.#segmented('faces', FACES, (one) => ({ value: one, label: t(`faces.${one}`) }))}
        ${this.#segmented('detail', DETAILS, (one) => ({ value: one, label: t(`detail.${one}`) }))}
        ${this.#segmented('metadata', METADATA, (one) => ({
          value: one,
          label: t(`metadata.${one}`),
        }))}
      </div>
    `;
  }

  #compare() {
    const { several, value } = this;
    return html`
      <div class="field">
        <label class="check">
          <input
            type="checkbox"
            .checked=${several !== null}
            @change=${(event) => this.tell('several', event.target.checked ? [value.style] : null)}
          />
          ${t('settings.several')}
        </label>
        ${several ? html`<p class="small soft">${t('settings.several-hint', { most: MOST_STYLES })}</p>` : nothing}
      </div>
    `;
  }

  #tone() {
    const share = toneOf(this.value, this.service.styles.styles);
    return this.#share('tone', 0, share, t('tone.hint'));
  }

  #share(name, least, share = this.value[name], hint = '') {
    return html`
      <div class="field">
        <label class="head" for=${name}>
          ${t(`settings.${name}`)}<output class="figures soft">${percent(share)}</output>
        </label>
        <input
          id=${name}
          type="range"
          min=${least}
          max="1"
          step="0.05"
          style=${filled(least, 1, share)}
          .value=${String(share)}
          aria-valuetext=${percent(share)}
          @input=${(event) => this.#set(name, Number(event.target.value))}
        />
        ${hint ? html`<p class="small soft">${hint}</p>` : nothing}
      </div>
    `;
  }

  #resolution() {
    const { minResolution: least, maxResolution: most } = this.service.limits;
    const { resolution } = this.value;
    return html`
      <div class="field">
        <label class="head" for="resolution">
          ${t('settings.resolution')}<span class="soft small">${t('settings.long-side', { least, most })}</span>
        </label>
        <div class="pair">
          <input
            type="range"
            min=${least}
            max=${most}
            step=${RESOLUTION_STEP}
            style=${filled(least, most, resolution)}
            .value=${String(resolution)}
            aria-label=${t('settings.resolution')}
            aria-valuetext=${t('unit.pixels', { n: resolution })}
            @input=${(event) => this.#slide(Number(event.target.value))}
          />
          <input
            id="resolution"
            class="figures"
            type="number"
            inputmode="numeric"
            min=${least}
            max=${most}
            .value=${String(resolution)}
            @change=${(event) => this.#typed(event.target, least, most)}
          />
        </div>
        <p class="small" role="status" ?hidden=${!this.clamped}>${this.clamped}</p>
      </div>
    `;
  }

  #slide(resolution) {
    this.clamped = '';
    this.#set('resolution', resolution);
  }

  #typed(field, least, most) {
    const wanted = Math.round(Number(field.value)) || this.value.resolution;
    const allowed = Math.min(most, Math.max(least, wanted));
    field.value = allowed;
    this.clamped =
      allowed === wanted ? '' : t('settings.clamped', { wanted, n: allowed });
    this.#set('resolution', allowed);
  }

  #quality() {
    const { quality } = this.value;
    return html`
      <div class="field">
        <label class="head" for="quality">
          ${t('settings.quality')}<output class="figures soft">${quality}</output>
        </label>
        <input
          id="quality"
          type="range"
          min="1"
          max="100"
          style=${filled(1, 100, quality)}
          .value=${String(quality)}
          @input=${(event) => this.#set('quality', Number(event.target.value))}
        />
      </div>
    `;
  }

  #background() {
    return html`
      <div class="field">
        <label class="head" for="background">
          ${t('settings.background')}
          <input
            id="background"
            type="color"
            .value=${this.value.background}
            @input=${(event) => this.#set('background', event.target.value)}
          />
        </label>
        <p class="small soft">${t('background.hint')}</p>
      </div>
    `;
  }

  #segmented(name, values, option) {
    const legend = t(`settings.${name}`);
    const hint = name === 'format' ? '' : t(`${name}.${this.value[name]}-hint`);
    return html`
      <div class="field">
        <div class="head" aria-hidden="true">${legend}</div>
        ${choice({
          name,
          legend,
          options: values.map(option),
          value: this.value[name],
          change: (chosen) => this.#set(name, chosen),
        })}
        ${hint ? html`<p class="small soft">${hint}</p>` : nothing}
      </div>
    `;
  }
}

/** The share of a range's track that is filled. */
function filled(least, most, value) {
  return styleMap({ '--filled': `${((value - least) / (most - least)) * 100}%` });
}

customElements.define('katong-settings', SettingsPanel);
