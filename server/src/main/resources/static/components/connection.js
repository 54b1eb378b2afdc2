import { css, html, nothing } from 'lit';
import { announce } from '../announce.js';
import { warningIcon } from '../icons.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { KatongElement } from './element.js';

/** Says that the connection is lost and when the page tries again. */
class Connection extends KatongElement {
  static properties = {
    /** Seconds to the next try, or null while all is well. */
    lost: { attribute: false },
  };

  static styles = [
    look,
    css`
      p {
        display: flex;
        gap: 0.6rem;
        align-items: center;
        padding: 0.6rem 0.9rem;
        background: var(--amber-wash);
        border-radius: var(--radius);
      }
      .icon {
        color: var(--amber);
      }
    `,
  ];

  willUpdate() {
    this.hidden = !this.lost;
  }

  updated() {
    if (this.lost) {
      announce(this.#words());
    }
  }

  #words() {
    return t('connection.lost', { n: this.lost });
  }

  render() {
    return this.lost ? html`<p>${warningIcon}${this.#words()}</p>` : nothing;
  }
}

customElements.define('katong-connection', Connection);
