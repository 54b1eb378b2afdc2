import { css, html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
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

/** Asks for the service's key. */
class KeyDialog extends Question {
  #problem = null;
  #field = createRef();

  /** Promises a key, or null if the reader has none. */
  async ask(problem) {
    this.#problem = problem;
    const given = await this.open();
    const key = this.#field.value.value.trim();
    this.#field.value.value = '';
    return given && key !== '' ? key : null;
  }

  render() {
    return html`
      <dialog ${ref(this.dialog)} aria-labelledby="title" @close=${this.closed}>
        <form method="dialog">
          <h2 id="title">${t('key.title')}</h2>
          <p>${t('key.why')}</p>
          ${this.#problem?.detail
            ? html`<p class="small soft" lang="en" role="alert">${this.#problem.detail}</p>`
            : nothing}
          <label>
            ${t('key.label')}
            <input ${ref(this.#field)} type="password" name="key" autocomplete="off" required autofocus />
          </label>
          <div class="row">
            <button type="button" class="quiet" @click=${this.close}>${t('cancel')}</button>
            <button class="primary" value="yes">${t('key.send')}</button>
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
