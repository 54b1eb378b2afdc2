import { css, html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { bytes } from '../format.js';
import { closeIcon, folderIcon } from '../icons.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { isZip } from '../photo-files.js';
import { KatongElement } from './element.js';
import './thumbnail.js';

/** The files chosen for a batch; tells `remove` with one of them, and `clear`. */
class FileList extends KatongElement {
  static properties = {
    files: { attribute: false },
  };

  static styles = [
    look,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr));
        gap: 0.75rem;
        margin: 1rem 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        position: relative;
        content-visibility: auto;
        contain-intrinsic-size: 8rem 10rem;
        background: var(--paper-raised);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        overflow: hidden;
      }
      .zip {
        aspect-ratio: 1;
        display: grid;
        place-items: center;
        background: var(--paper-sunk);
      }
      .zip .icon {
        inline-size: 3rem;
        block-size: 3rem;
      }
      .name {
        display: block;
        padding: 0.3rem 0.5rem;
        font-size: 0.8rem;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      li button {
        position: absolute;
        inset-block-start: 0.3rem;
        inset-inline-end: 0.3rem;
        min-block-size: 2rem;
        inline-size: 2rem;
        padding: 0;
      }
    `,
  ];

  constructor() {
    super();
    this.files = [];
  }

  render() {
    const all = this.files.reduce((sum, file) => sum + file.size, 0);
    return html`
      <div class="row">
        <h3>${t('batch.chosen', { n: this.files.length })}</h3>
        <span class="soft figures">${bytes(all)}</span>
        <button class="quiet push" @click=${() => this.tell('clear')}>${t('batch.clear')}</button>
      </div>
      <ul>
        ${repeat(
          this.files,
          (file) => file,
          (file) => html`
            <li>
              ${isZip(file)
                ? html`<div class="zip">${folderIcon}</div>`
                : html`<katong-thumbnail .source=${file}></katong-thumbnail>`}
              <span class="name" title=${file.name}>${file.name}</span>
              <button
                title=${t('batch.remove', { name: file.name })}
                aria-label=${t('batch.remove', { name: file.name })}
                @click=${() => this.tell('remove', file)}
              >
                ${closeIcon}
              </button>
            </li>
          `,
        )}
      </ul>
    `;
  }
}

customElements.define('katong-file-list', FileList);
