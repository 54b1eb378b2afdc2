import { css, html, nothing } from 'lit';
import { retryIcon, warningIcon } from '../icons.js';
import { languageTag, t } from '../language.js';
import { look } from '../look.js';
import { KatongElement } from './element.js';

/**
 * A failure, shown where it happened. Tells `retry` when the reader asks for it or, if the service
 * named a time, when that has passed.
 */
class ProblemNote extends KatongElement {
  static properties = {
    problem: { attribute: false },
    /** True if the request can be tried again. */
    retryable: { type: Boolean },
    left: { state: true },
  };

  static styles = [
    look,
    css`
      .note {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.2rem 0.8rem;
        padding: 0.9rem 1rem;
        background: var(--seal-wash);
        border-inline-start: 5px solid var(--seal);
        border-radius: var(--radius);
      }
      .icon {
        color: var(--seal);
        margin-block-start: 0.15rem;
      }
      .row {
        grid-column: 2;
        margin-block-start: 0.5rem;
      }
      strong {
        display: block;
      }
    `,
  ];

  #clock = 0;

  constructor() {
    super();
    this.problem = null;
    this.retryable = false;
    this.left = 0;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  willUpdate(changed) {
    this.hidden = !this.problem;
    if (changed.has('problem')) {
      clearInterval(this.#clock);
      const again = this.retryable && this.problem?.passing ? this.problem.retryAfter : 0;
      this.left = again;
      if (again > 0) {
        this.#clock = setInterval(() => this.#tick(), 1000);
      }
    }
  }

  #tick() {
    this.left--;
    if (this.left <= 0) {
      this.#retry();
    }
  }

  #retry() {
    clearInterval(this.#clock);
    this.left = 0;
    this.tell('retry');
  }

  #stop() {
    clearInterval(this.#clock);
    this.left = 0;
  }

  render() {
    const { problem } = this;
    if (!problem) {
      return nothing;
    }
    return html`
      <div class="note">
        ${warningIcon}
        <div role="alert">
          <strong>${problem.headline ?? t('problem.other')}</strong>
          ${this.#explanation()}
          ${problem.code === 'fault' && problem.requestId
            ? html`<span class="small soft">${t('problem.request', { id: problem.requestId })}</span>`
            : nothing}
        </div>
        ${this.retryable ? html`<div class="row">${this.#again()}</div>` : nothing}
      </div>
    `;
  }

  /** In small letters where it is not the reader's language. */
  #explanation() {
    const { text, language } = this.problem.explanation ?? {};
    if (!text) {
      return nothing;
    }
    const own = languageTag().startsWith(language);
    return html`<span class=${own ? '' : 'small soft'} lang=${own ? nothing : language}>${text}</span>`;
  }

  #again() {
    if (this.left > 0) {
      return html`
        <span class="figures">${t('problem.again-in', { n: this.left })}</span>
        <button @click=${this.#retry}>${t('problem.now')}</button>
        <button class="quiet" @click=${this.#stop}>${t('problem.dont')}</button>
      `;
    }
    return html`<button @click=${this.#retry}>${retryIcon}${t('problem.again')}</button>`;
  }
}

customElements.define('katong-problem', ProblemNote);
