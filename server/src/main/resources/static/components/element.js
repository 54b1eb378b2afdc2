import { LitElement } from 'lit';
import { onLanguage } from '../language.js';

/** An element of this page: it speaks the reader's language, and does so at once when that changes. */
export class KatongElement extends LitElement {
  #stop = () => {};

  connectedCallback() {
    super.connectedCallback();
    this.#stop = onLanguage(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  /** Tells the elements around this one; `detail` is what there is to tell. */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
