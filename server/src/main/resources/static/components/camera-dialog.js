import { css, html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { cameraIcon, turnIcon, warningIcon } from '../icons.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { KatongElement } from './element.js';

/** The camera's picture and a shutter; tells `photo` with the file that was taken. */
class CameraDialog extends KatongElement {
  static properties = {
    facing: { state: true },
    several: { state: true },
    ready: { state: true },
    failure: { state: true },
  };

  static styles = [
    look,
    css`
      dialog {
        inline-size: 44rem;
        max-inline-size: calc(100vw - 2rem);
      }
      .frame {
        position: relative;
        margin-block: 1rem;
        background: #14110f;
        border-radius: var(--radius);
        aspect-ratio: 4 / 3;
        display: grid;
        place-items: center;
        overflow: hidden;
      }
      video {
        inline-size: 100%;
        block-size: 100%;
        object-fit: contain;
      }
      .mirrored {
        scale: -1 1;
      }
      .failure {
        position: absolute;
        display: grid;
        gap: 0.5rem;
        justify-items: center;
        padding: 1.5rem;
        color: #fff9ef;
        text-align: center;
      }
    `,
  ];

  #dialog = createRef();
  #video = createRef();
  #stream = null;

  constructor() {
    super();
    this.facing = 'user';
    this.several = false;
    this.ready = false;
    this.failure = '';
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  open() {
    this.#dialog.value.showModal();
    this.#start();
  }

  async #start() {
    this.#stop();
    this.failure = '';
    if (!navigator.mediaDevices?.getUserMedia) {
      this.failure = t('camera.insecure');
      return;
    }
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: this.facing, width: { ideal: 1920 }, height: { ideal: 1440 } },
      });
      if (!this.#dialog.value.open) {
        stream.getTracks().forEach((track) => track.stop());
        return;
      }
      this.#stream = stream;
      this.#video.value.srcObject = stream;
      await this.#video.value.play();
      this.ready = true;
      const devices = await navigator.mediaDevices.enumerateDevices();
      this.several = devices.filter((device) => device.kind === 'videoinput').length > 1;
    } catch (failure) {
      this.failure = t(failure.name === 'NotAllowedError' ? 'camera.refused' : 'camera.none');
    }
  }

  #stop() {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.ready = false;
  }

  #turn() {
    this.facing = this.facing === 'user' ? 'environment' : 'user';
    this.#start();
  }

  #shoot() {
    const video = this.#video.value;
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d').drawImage(video, 0, 0);
    const stamp = new Date().toISOString().slice(0, 19).replace(/[T:]/g, '-');
    canvas.toBlob(
      (blob) => {
        this.#dialog.value.close();
        this.tell('photo', new File([blob], `camera-${stamp}.jpg`, { type: 'image/jpeg' }));
      },
      'image/jpeg',
      0.95,
    );
  }

  render() {
    return html`
      <dialog ${ref(this.#dialog)} aria-labelledby="title" @close=${this.#stop}>
        <h2 id="title">${t('camera.title')}</h2>
        <div class="frame">
          <video
            ${ref(this.#video)}
            class=${this.facing === 'user' ? 'mirrored' : ''}
            aria-label=${t('camera.preview')}
            playsinline
            muted
          ></video>
          ${this.failure
            ? html`<p class="failure" role="alert">${warningIcon}${this.failure}</p>`
            : nothing}
        </div>
        <div class="row">
          <button class="primary" ?disabled=${!this.ready} @click=${this.#shoot}>
            ${cameraIcon}${t('camera.shoot')}
          </button>
          ${this.several
            ? html`<button @click=${this.#turn}>${turnIcon}${t('camera.turn')}</button>`
            : nothing}
          <button class="quiet push" @click=${() => this.#dialog.value.close()}>${t('cancel')}</button>
        </div>
      </dialog>
    `;
  }
}

customElements.define('katong-camera', CameraDialog);
