import { css, html } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { announce } from '../announce.js';
import { list, percent } from '../format.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { progress, share, STAGES } from '../stages.js';
import { KatongElement } from './element.js';

/** The progress of one picture: its stages as pieces of a bar that fills with ink. */
class StageProgress extends KatongElement {
  static properties = {
    /** The running stage; empty while the picture waits. */
    stage: {},
    fraction: { type: Number },
    /** The text shown instead of a stage's name. */
    words: {},
  };

  static styles = [
    look,
    css`
      .head {
        display: flex;
        justify-content: space-between;
        gap: 1rem;
        font-weight: 600;
        margin-block-end: 0.5rem;
      }
      .bar {
        display: flex;
        gap: 3px;
      }
      .piece {
        display: grid;
        gap: 0.3rem;
        min-inline-size: 0;
        flex-basis: 0;
      }
      .track {
        block-size: 0.8rem;
        background: var(--paper-sunk);
        border: 1.5px solid var(--ink);
        border-radius: 1px;
      }
      .ink {
        block-size: 100%;
        background: var(--ink);
        transition: inline-size 0.3s;
      }
      .now .ink {
        background: var(--seal-fill);
      }
      .now .track {
        border-color: var(--seal);
      }
    `,
  ];

  constructor() {
    super();
    this.stage = '';
    this.fraction = 0;
    this.words = '';
  }

  updated(changed) {
    if (changed.has('stage') || changed.has('words')) {
      announce(this.#title());
    }
  }

  #title() {
    if (this.words) {
      return this.words;
    }
    return STAGES.includes(this.stage) ? t(`stage.${this.stage}`) : t('state.waiting');
  }

  render() {
    const at = STAGES.indexOf(this.stage);
    const whole = this.words ? this.fraction : progress(this.stage, this.fraction);
    return html`
      <div class="head">
        <span>${this.#title()}</span>
        <span class="figures">${percent(whole)}</span>
      </div>
      <div
        class="bar"
        role="progressbar"
        aria-label=${t('progress.picture')}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(whole * 100)}
        aria-valuetext=${list([this.#title(), percent(whole)])}
      >
        ${this.words ? this.#piece(whole, 'now', 1) : STAGES.map((stage, i) => this.#stage(stage, i, at))}
      </div>
    `;
  }

  #stage(stage, index, at) {
    const filled = index < at ? 1 : index === at ? Math.max(this.fraction, 0.08) : 0;
    return this.#piece(filled, index === at ? 'now' : '', share(stage), t(`stage.${stage}`));
  }

  #piece(filled, state, width, title = '') {
    return html`
      <div class="piece ${state}" title=${title} style=${styleMap({ flexGrow: String(width) })}>
        <div class="track">
          <div class="ink" style=${styleMap({ inlineSize: `${filled * 100}%` })}></div>
        </div>
      </div>
    `;
  }
}

customElements.define('katong-stage-progress', StageProgress);
