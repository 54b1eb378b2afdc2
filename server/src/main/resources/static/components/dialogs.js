import { css, html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { tryKey } from '../api.js';
import { headersOf } from '../key.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { KatongElement } from './element.js';

const small = css`
  form {
    display: grid;
    gap: 1rem;
  }
  label {
    display: grid;
    gap: 0.3rem;
    font-weight: 600;
  }
  .row {
    justify-content: flex-end;
  }
`;

/** A dialog that is asked something and promises an answer. */
class Question extends KatongElement {
  static styles = [look, small];

  dialog = createRef();
  #answer = null;

  /** Opens; the promise is kept when the dialog closes. */
  async open() {
    this.requestUpdate();
    await this.updateComplete;
    this.dialog.value.returnValue = '';
    this.dialog.value.showModal();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  closed() {
    this.#answer?.(this.dialog.value.returnValue === 'yes');
    this.#answer = null;
  }

  close() {
    this.dialog.value.close('');
  }
}

/** Asks for the service's key, and tries it before it closes. */
class KeyDialog extends Question {
  static properties = {
    reason: { state: true },
    /** The reason why the key that was entered is not accepted. */
    complaint: { state: true },
    checking: { state: true },
  };

  static styles = [
    look,
    small,
    css`
      .complaint {
        color: var(--seal);
        font-weight: 600;
      }
    `,
  ];

  #field = createRef();

  constructor() {
    super();
    this.reason = 'none';
    this.complaint = '';
    this.checking = false;
  }

  /** Promises a key that the service knows, or null if the reader has none. */
  async ask(reason) {
    this.reason = reason;
    this.complaint = '';
    const given = await this.open();
    const key = this.#key;
    this.#field.value.value = '';
    return given ? key : null;
  }

  get #key() {
    return this.#field.value.value.trim();
  }

  async #send(event) {
    event.preventDefault();
    if (this.checking) {
      return;
    }
    this.complaint = this.#key === '' ? t('key.missing') : await this.#try();
    if (this.complaint === '') {
      this.dialog.value.close('yes');
    } else {
      this.#field.value.select();
      this.#field.value.focus();
    }
  }

  /** The sentence about a key that is wrong; empty if none is. */
  async #try() {
    this.checking = true;
    try {
      await tryKey(headersOf(this.#key));
      return '';
    } catch (problem) {
      return problem.status === 401 ? t('key.wrong') : problem.headline ?? t('problem.other');
    } finally {
      this.checking = false;
    }
  }

  render() {
    const wrong = this.complaint !== '';
    return html`
      <dialog ${ref(this.dialog)} aria-labelledby="title" @close=${this.closed}>
        <form method="dialog" novalidate @submit=${this.#send}>
          <h2 id="title">${t('key.title')}</h2>
          ${this.reason === 'change' ? nothing : html`<p>${t(`key.${this.reason}`)}</p>`}
          <label>
            ${t('key.label')}
            <input
              ${ref(this.#field)}
              type="password"
              name="key"
              autocomplete="off"
              aria-invalid=${wrong}
              aria-describedby="complaint about"
              autofocus
            />
          </label>
          <p id="complaint" class="complaint" role="alert" ?hidden=${!wrong}>${this.complaint}</p>
          <p id="about" class="small soft">${t('key.why')}</p>
          <div class="row">
            <button type="button" class="quiet" @click=${this.close}>${t('cancel')}</button>
            <button class="primary" value="yes" ?disabled=${this.checking}>
              ${t(this.checking ? 'key.checking' : 'key.send')}
            </button>
          </div>
        </form>
      </dialog>
    `;
  }
}

/** Asks whether something is really meant. */
class ConfirmDialog extends Question {
  #question = '';
  #yes = '';

  /** Promises whether the reader said yes. */
  ask(question, yes) {
    this.#question = question;
    this.#yes = yes;
    return this.open();
  }

  render() {
    return html`
      <dialog ${ref(this.dialog)} aria-labelledby="title" @close=${this.closed}>
        <form method="dialog">
          <h2 id="title">${t('confirm.title')}</h2>
          <p>${this.#question}</p>
          <div class="row">
            <button type="button" class="quiet" autofocus @click=${this.close}>${t('cancel')}</button>
            <button class="primary" value="yes">${this.#yes}</button>
          </div>
        </form>
      </dialog>
    `;
  }
}

customElements.define('katong-key-dialog', KeyDialog);
customElements.define('katong-confirm', ConfirmDialog);
