import { html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { api } from '../api.js';
import { historyIcon, photoIcon, photosIcon, seal, systemIcon } from '../icons.js';
import { askKeysBy, hasKey, onKey } from '../key.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { remembered } from '../remembered.js';
import { address, go, route, TABS } from '../route.js';
import { firstSettings, rememberSettings } from '../settings.js';
import { noteStyles } from '../style-names.js';
import './batch-view.js';
import './dialogs.js';
import { KatongElement } from './element.js';
import './history-view.js';
import { frame } from './katong-app.css.js';
import './page-choices.js';
import './problem-note.js';
import './single-view.js';
import './system-view.js';

const ICONS = { single: photoIcon, batch: photosIcon, history: historyIcon, system: systemIcon };

/** The page: its head, its tabs, and what the tabs share. */
class KatongApp extends KatongElement {
  static properties = {
    route: { state: true },
    service: { state: true },
    settings: { state: true },
    problem: { state: true },
    progress: { state: true },
    again: { state: true },
  };

  static styles = [look, frame];

  /** The job that a tab shows, also while another tab is in front. */
  #jobs = { single: '', batch: '' };
  #keyDialog = createRef();

  constructor() {
    super();
    this.service = null;
    this.settings = null;
    this.problem = null;
    this.progress = '';
    this.again = '';
    this.#jobs.single = remembered.get('single') ?? '';
    this.#jobs.batch = remembered.get('batch') ?? '';
    this.#resume();
    this.#arrive();
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#arrive);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#arrive);
  }

  firstUpdated() {
    askKeysBy((reason) => this.#keyDialog.value.ask(reason));
    // Another key may allow more, or less.
    onKey(() => this.service && this.#load());
    this.#load();
  }

  updated() {
    const name = t(`tab.${this.route.tab}`);
    document.title = [this.progress, name, 'Katong 卡通'].filter(Boolean).join(' · ');
  }

  /** An address without a job shows the one that was left behind. */
  #resume() {
    const { tab, job } = route();
    if (!job && this.#jobs[tab]) {
      go(address(tab, this.#jobs[tab]), { replace: true });
    }
  }

  #arrive = () => {
    this.route = route();
    const { tab, job } = this.route;
    if (tab in this.#jobs) {
      this.#jobs[tab] = job;
    }
  };

  async #load() {
    this.problem = null;
    try {
      const [styles, limits] = await Promise.all([api.styles(), api.limits()]);
      noteStyles(styles.styles);
      this.service = { styles, limits };
      this.settings = firstSettings(this.service);
    } catch (failure) {
      this.problem = failure;
    }
  }

  #set(event) {
    this.settings = event.detail;
    rememberSettings(this.settings);
  }

  /** A tab shows another job; the address follows if the tab is in front. */
  #show(tab, { id, replace }) {
    this.#jobs[tab] = id;
    if (this.route.tab === tab) {
      go(address(tab, id), { replace });
    }
    this.requestUpdate();
  }

  /** Has the photos of a job chosen again in the batch tab. */
  async #repeat(id) {
    this.#jobs.batch = '';
    this.again = '';
    await this.updateComplete;
    this.again = id;
    go(address('batch'));
  }

  #open(tab) {
    go(address(tab, this.#jobs[tab] ?? ''));
  }

  #key(event) {
    const at = TABS.indexOf(this.route.tab);
    const to = {
      ArrowLeft: (at + TABS.length - 1) % TABS.length,
      ArrowRight: (at + 1) % TABS.length,
      Home: 0,
      End: TABS.length - 1,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.#open(TABS[to]);
      this.renderRoot.getElementById(`tab-${TABS[to]}`).focus();
    }
  }

  render() {
    return html`
      <header>
        <button class="skip" @click=${this.#skip}>${t('skip')}</button>
        <div class="head ${hasKey() ? 'keyed' : ''}">
          <h1>${seal}<span class="word" lang="en">Katong</span><span class="unseen" lang="zh-CN">卡通</span></h1>
          <p class="motto soft">${t('motto')}</p>
          <katong-choices></katong-choices>
        </div>
        ${this.#tabs()}
      </header>
      <main id="main" tabindex="-1">
        <katong-problem .problem=${this.problem} retryable @retry=${this.#load}></katong-problem>
        ${TABS.map((tab) => this.#panel(tab))}
      </main>
      <katong-key-dialog ${ref(this.#keyDialog)}></katong-key-dialog>
    `;
  }

  #skip() {
    this.renderRoot.getElementById('main').focus();
  }

  #tabs() {
    return html`
      <div class="tabs" role="tablist" aria-label=${t('tabs')} @keydown=${this.#key}>
        ${TABS.map((tab) => {
          const front = tab === this.route.tab;
          return html`
            <button
              id="tab-${tab}"
              role="tab"
              aria-selected=${front}
              aria-controls="panel-${tab}"
              tabindex=${front ? nothing : '-1'}
              @click=${() => this.#open(tab)}
            >
              ${ICONS[tab]}<span>${t(`tab.${tab}`)}</span>
            </button>
          `;
        })}
      </div>
    `;
  }

  #panel(tab) {
    const front = tab === this.route.tab;
    return html`
      <div id="panel-${tab}" role="tabpanel" aria-labelledby="tab-${tab}" ?hidden=${!front}>
        ${this.service ? this.#view(tab, front) : nothing}
      </div>
    `;
  }

  #view(tab, front) {
    const { service, settings, route: at } = this;
    switch (tab) {
      case 'single':
        return html`<katong-single
          .service=${service}
          .settings=${settings}
          .jobId=${this.#jobs.single}
          ?active=${front}
          @settings=${this.#set}
          @show=${(event) => this.#show(tab, event.detail)}
        ></katong-single>`;
      case 'batch':
        return html`<katong-batch
          .service=${service}
          .settings=${settings}
          .jobId=${this.#jobs.batch}
          .number=${front ? at.picture : 0}
          .again=${this.again}
          ?active=${front}
          @settings=${this.#set}
          @show=${(event) => this.#show(tab, event.detail)}
          @progress=${(event) => (this.progress = event.detail)}
        ></katong-batch>`;
      case 'history':
        return html`<katong-history
          .service=${service}
          ?active=${front}
          @repeat=${(event) => this.#repeat(event.detail)}
        ></katong-history>`;
      default:
        return html`<katong-system .service=${service} ?active=${front}></katong-system>`;
    }
  }
}

customElements.define('katong-app', KatongApp);
