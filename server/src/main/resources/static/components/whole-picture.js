import { css, html } from 'lit';
import { look, screentone } from '../look.js';
import { picture } from '../pictures.js';
import { KatongElement } from './element.js';

/** A picture of a job beside its name, uncut, fetched with the key at hand and let go with this element. */
class WholePicture extends KatongElement {
  static properties = {
    /** A path of the API. */
    path: {},
    url: { state: true },
  };

  static styles = [
    look,
    screentone,
    css`
      .tone {
        aspect-ratio: 1;
        background-color: var(--paper-sunk);
      }
      img {
        display: block;
        inline-size: 100%;
        max-block-size: 60vh;
        object-fit: contain;
      }
    `,
  ];

  #loading = new AbortController();

  constructor() {
    super();
    this.path = '';
    this.url = '';
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#loading.abort();
    this.#show('');
  }

  updated(changed) {
    if (changed.has('path')) {
      this.#load();
    }
  }

  async #load() {
    this.#loading.abort();
    this.#loading = new AbortController();
    const { signal } = this.#loading;
    try {
      const blob = await picture(this.path, signal);
      this.#show(URL.createObjectURL(blob));
    } catch {
      // A picture that cannot be had leaves its place empty.
    }
  }

  #show(url) {
    URL.revokeObjectURL(this.url);
    this.url = url;
  }

  render() {
    return this.url
      ? html`<img
          src=${this.url}
          alt=""
          draggable="false"
          @error=${() => this.#show('')}
        />`
      : html`<div class="tone"></div>`;
  }
}

customElements.define('katong-whole-picture', WholePicture);
