import { css, html, nothing } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { paths } from '../api.js';
import { closeIcon, doneIcon, stopIcon, waitingIcon } from '../icons.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { explanation, headline } from '../problem.js';
import { progress } from '../stages.js';
import { KatongElement } from './element.js';
import './thumbnail.js';

/** One picture of a batch: the photo until the cartoon is there. Tells `open` with its number. */
class PictureTile extends KatongElement {
  static properties = {
    jobId: {},
    picture: { attribute: false },
    /** The photo's file where it is at hand, or null. */
    photo: { attribute: false },
  };

  static styles = [
    look,
    css`
      .tile {
        display: grid;
        position: relative;
        inline-size: 100%;
        padding: 0;
        font-weight: 400;
        text-align: start;
        align-items: stretch;
        justify-content: stretch;
        gap: 0;
        background: var(--paper-raised);
        border: 1.5px solid var(--line-strong);
        border-radius: var(--radius);
        overflow: hidden;
      }
      .done {
        border-color: var(--ink);
      }
      .failed {
        border-color: var(--seal);
      }
      button.tile:hover katong-thumbnail {
        filter: brightness(1.05);
      }
      .unfinished katong-thumbnail {
        filter: grayscale(1) contrast(0.8) opacity(0.45);
      }
      .words {
        display: grid;
        gap: 0.1rem;
        padding: 0.45rem 0.6rem 0.55rem;
        font-size: 0.82rem;
        line-height: 1.35;
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        font-weight: 600;
      }
      .state {
        display: flex;
        gap: 0.35rem;
        align-items: center;
        color: var(--ink-soft);
      }
      .state .icon {
        inline-size: 1rem;
        block-size: 1rem;
      }
      .failed .state {
        color: var(--seal);
        font-weight: 600;
      }
      .line {
        position: absolute;
        inset-inline: 0;
        inset-block-start: 0;
        block-size: 5px;
        background: var(--paper-sunk);
      }
      .line span {
        display: block;
        block-size: 100%;
        background: var(--seal-fill);
        transition: inline-size 0.3s;
      }
    `,
  ];

  constructor() {
    super();
    this.jobId = '';
    this.picture = null;
    this.photo = null;
  }

  render() {
    const { picture } = this;
    if (picture.state === 'done') {
      return html`
        <button class="tile done" @click=${() => this.tell('open', picture.number)}>
          ${this.#content()}
        </button>
      `;
    }
    return html`<div class="tile unfinished ${picture.state}">${this.#content()}</div>`;
  }

  #content() {
    const { picture } = this;
    return html`
      <katong-thumbnail .source=${this.#source()}></katong-thumbnail>
      ${picture.state === 'running'
        ? html`<span class="line">
            <span
              style=${styleMap({ inlineSize: `${progress(picture.stage, picture.fraction) * 100}%` })}
            ></span>
          </span>`
        : nothing}
      <span class="words">
        <span class="name" title=${picture.name}>${picture.name.split('/').pop()}</span>
        <span class="state">${this.#state()}</span>
        ${this.#explanation()}
      </span>
    `;
  }

  /** A page that was reloaded has no files of the photos; the service has. */
  #source() {
    const { jobId, picture } = this;
    return picture.state === 'done'
      ? paths.cartoon(jobId, picture.number)
      : this.photo ?? paths.photo(jobId, picture.number);
  }

  #explanation() {
    const { error } = this.picture;
    if (!error) {
      return nothing;
    }
    const { text, language } = explanation(error);
    return text ? html`<span lang=${language}>${text}</span>` : nothing;
  }

  #state() {
    const { picture } = this;
    switch (picture.state) {
      case 'done':
        return html`${doneIcon}${picture.width && picture.height
          ? `${picture.width} × ${picture.height}`
          : t('state.done')}`;
      case 'running':
        return picture.stage ? t(`stage.${picture.stage}`) : t('state.running');
      case 'failed':
        return html`${closeIcon}${headline(picture.error?.code ?? 'other')}`;
      case 'cancelled':
        return html`${stopIcon}${t('state.cancelled')}`;
      default:
        return html`${waitingIcon}${t('state.waiting')}`;
    }
  }
}

customElements.define('katong-tile', PictureTile);
