import { css, html, nothing } from 'lit';
import { paths } from '../api.js';
import { millis } from '../format.js';
import { doneIcon, retryIcon } from '../icons.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { Problem } from '../problem.js';
import { styleName } from '../style-names.js';
import { KatongElement } from './element.js';
import './problem-note.js';
import './stage-progress.js';
import './whole-picture.js';

/** A photo in one of several styles; tells `keep` with the job's id, and `retry`. */
class StyleResult extends KatongElement {
  static properties = {
    job: { attribute: false },
  };

  static styles = [
    look,
    css`
      .card {
        display: grid;
        gap: 0.5rem;
        padding: 0.6rem;
        background: var(--paper-raised);
        border: 1.5px solid var(--line-strong);
        border-radius: var(--radius);
      }
      .done {
        border-color: var(--ink);
      }
      .picture {
        display: block;
        min-block-size: 0;
        padding: 0;
        border: 0;
        background: none;
      }
      .picture:hover {
        filter: brightness(1.05);
      }
      .name {
        font-family: var(--serif);
        font-size: 1.15rem;
        font-weight: 700;
      }
    `,
  ];

  constructor() {
    super();
    this.job = null;
  }

  #keep() {
    this.tell('keep', this.job.id);
  }

  render() {
    const [picture] = this.job.pictures;
    const name = styleName(this.job.style);
    return html`
      <div class="card ${picture.state}">
        ${this.#content(picture)}
        <div class="row">
          <span class="name">${name}</span>
          ${this.#deed(picture, name)}
        </div>
      </div>
    `;
  }

  #content(picture) {
    switch (picture.state) {
      case 'done':
        return html`
          <button class="picture" tabindex="-1" aria-hidden="true" @click=${this.#keep}>
            <katong-whole-picture .path=${paths.cartoon(this.job.id, picture.number)}></katong-whole-picture>
          </button>
        `;
      case 'failed':
        return html`<katong-problem .problem=${new Problem(picture.error)}></katong-problem>`;
      case 'cancelled':
        return html`<span class="soft">${t('state.cancelled')}</span>`;
      default:
        return html`<katong-stage-progress
          .stage=${picture.stage ?? ''}
          .fraction=${picture.fraction ?? 0}
        ></katong-stage-progress>`;
    }
  }

  #deed(picture, name) {
    const label = (key) => t('pair', { name: t(key), value: name });
    switch (picture.state) {
      case 'done':
        return html`
          <span class="soft small figures">${millis(work(picture.report?.millis ?? {}))}</span>
          <button class="push" aria-label=${label('several.keep')} @click=${this.#keep}>
            ${doneIcon}${t('several.keep')}
          </button>
        `;
      case 'failed':
      case 'cancelled':
        return html`<button
          class="push"
          aria-label=${label('problem.again')}
          @click=${() => this.tell('retry')}
        >
          ${retryIcon}${t('problem.again')}
        </button>`;
      default:
        return nothing;
    }
  }
}

/** The time without waiting; faces are sought while the background is drawn. */
function work({ queue = 0, faces = 0, background = 0, ...others }) {
  return Object.values(others).reduce((sum, one) => sum + one, Math.max(faces, background));
}

customElements.define('katong-style-result', StyleResult);
