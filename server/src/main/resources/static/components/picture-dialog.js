import { css, html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { closeIcon, nextIcon, previousIcon } from '../icons.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { KatongElement } from './element.js';
import './result-view.js';

/** A finished picture of a batch, large; tells `turn` with another's number, or 0 to close. */
class PictureDialog extends KatongElement {
  static properties = {
    job: { attribute: false },
    number: { type: Number },
  };

  static styles = [
    look,
    css`
      dialog {
        inline-size: 76rem;
        max-inline-size: calc(100vw - 1rem);
        max-block-size: calc(100dvh - 1rem);
        overflow: auto;
      }
      .bar {
        display: flex;
        gap: 0.4rem;
        align-items: center;
        margin-block-end: 1rem;
      }
      h2 {
        flex: 1;
        min-inline-size: 0;
        font-size: 1.2rem;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      katong-result {
        --picture-height: 68vh;
      }
    `,
  ];

  #dialog = createRef();

  constructor() {
    super();
    this.job = null;
    this.number = 0;
  }

  get #picture() {
    const one = this.job?.pictures.find(({ number }) => number === this.number);
    return one?.state === 'done' ? one : null;
  }

  updated() {
    const dialog = this.#dialog.value;
    const open = this.#picture !== null;
    if (open && !dialog.open) {
      dialog.showModal();
    } else if (!open && dialog.open) {
      dialog.close();
    }
  }

  #closed() {
    if (this.#picture) {
      this.tell('turn', 0);
    }
  }

  #clicked(event) {
    // Only the backdrop has the dialog itself for a target.
    if (event.target === this.#dialog.value) {
      this.#dialog.value.close();
    }
  }

  render() {
    const one = this.#picture;
    return html`
      <dialog
        ${ref(this.#dialog)}
        aria-label=${one?.name ?? nothing}
        @close=${this.#closed}
        @mousedown=${this.#clicked}
      >
        ${one ? this.#content(one) : nothing}
      </dialog>
    `;
  }

  #content(one) {
    const done = this.job.pictures.filter(({ state }) => state === 'done');
    const at = done.indexOf(one);
    return html`
      <div class="bar">
        <h2 title=${one.name}>${one.name}</h2>
        ${this.#turn(done[at - 1], t('dialog.previous'), previousIcon)}
        ${this.#turn(done[at + 1], t('dialog.next'), nextIcon)}
        <button
          class="quiet square"
          title=${t('dialog.close')}
          aria-label=${t('dialog.close')}
          @click=${() => this.#dialog.value.close()}
        >
          ${closeIcon}
        </button>
      </div>
      <katong-result .job=${this.job} .picture=${one}></katong-result>
    `;
  }

  #turn(to, label, icon) {
    return html`
      <button
        class="quiet square"
        title=${label}
        aria-label=${label}
        ?disabled=${!to}
        @click=${() => this.tell('turn', to.number)}
      >
        ${icon}
      </button>
    `;
  }
}

customElements.define('katong-picture-dialog', PictureDialog);
