import { css, html, nothing } from 'lit';
import { look, screentone } from '../look.js';
import { thumbnail } from '../pictures.js';
import { KatongElement } from './element.js';

const EDGE = 320;

/** A small picture, fetched when it comes into view and let go with this element. */
class Thumbnail extends KatongElement {
  static properties = {
    /** A path of the API, a file, or null as long as there is nothing to show. */
    source: { attribute: false },
    alt: {},
    url: { state: true },
  };

  static styles = [
    look,
    screentone,
    css`
      :host {
        inline-size: 100%;
        aspect-ratio: 1;
        overflow: hidden;
        background: var(--paper-sunk);
      }
      .tone,
      img {
        display: block;
        inline-size: 100%;
        block-size: 100%;
      }
      img {
        object-fit: cover;
        animation: arrive 0.5s;
      }
      @keyframes arrive {
        from {
          opacity: 0;
        }
      }
    `,
  ];

  #seen = false;
  #observer = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        this.#observer.disconnect();
        this.#seen = true;
        this.#load();
      }
    },
    { rootMargin: '300px' },
  );
  #loading = new AbortController();

  constructor() {
    super();
    this.source = null;
    this.alt = '';
    this.url = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
    this.#seen = false;
    this.#loading.abort();
    this.#show('');
  }

  updated(changed) {
    if (changed.has('source') && this.#seen) {
      this.#load();
    }
  }

  async #load() {
    this.#loading.abort();
    this.#loading = new AbortController();
    const { signal } = this.#loading;
    if (!this.source) {
      this.#show('');
      return;
    }
    try {
      const small = await thumbnail(this.source, EDGE, signal);
      if (!signal.aborted) {
        this.#show(URL.createObjectURL(small));
      }
    } catch {
      // A picture that cannot be had or shown leaves its place empty.
      if (!signal.aborted) {
        this.#show('');
      }
    }
  }

  #show(url) {
    if (this.url) {
      URL.revokeObjectURL(this.url);
    }
    this.url = url;
  }

  render() {
    if (!this.url) {
      return html`<div
        class="tone"
        role=${this.alt ? 'img' : nothing}
        aria-label=${this.alt || nothing}
      ></div>`;
    }
    return html`<img src=${this.url} alt=${this.alt} draggable="false" />`;
  }
}

customElements.define('katong-thumbnail', Thumbnail);
