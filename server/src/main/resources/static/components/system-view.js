import { css, html, nothing } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { api, DOCS } from '../api.js';
import { bytes, count } from '../format.js';
import { keyIcon } from '../icons.js';
import { askForKey, onKey } from '../key.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { Polling } from '../polling.js';
import { KatongElement } from './element.js';
import './problem-note.js';
import './style-list.js';
import { SPAN_MS } from './system-chart.js';

const EVERY_MS = 2000;

/** The machine that the service runs on, and its use now and over the last minutes. */
class SystemView extends KatongElement {
  static properties = {
    service: { attribute: false },
    active: { type: Boolean },
    system: { state: true },
    problem: { state: true },
  };

  static styles = [
    look,
    css`
      .all {
        display: grid;
        gap: 1.25rem;
      }
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr));
        gap: 1.25rem;
        align-items: start;
      }
      .column {
        display: grid;
        gap: 1.25rem;
      }
      h3 {
        margin-block-end: 0.75rem;
      }
      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0.35rem 1rem;
        margin: 0;
      }
      dt {
        color: var(--ink-soft);
      }
      dd {
        margin: 0;
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      .forbidden {
        display: grid;
        gap: 0.8rem;
        max-inline-size: 40rem;
      }
      .forbidden h3 {
        margin: 0;
      }
      .docs {
        margin-block-start: 0.8rem;
      }
      .meter {
        block-size: 0.8rem;
        margin-block: 0 0.9rem;
        background: var(--paper-sunk);
        border: 1.5px solid var(--ink);
        border-radius: 1px;
      }
      .meter span {
        display: block;
        block-size: 100%;
        background: var(--seal-fill);
        transition: inline-size 0.5s;
      }
    `,
  ];

  #samples = [];
  #polling = new Polling(this, (quiet) => this.#load(quiet), EVERY_MS);

  constructor() {
    super();
    this.active = false;
    this.system = null;
    this.problem = null;
    onKey(() => this.active && this.#load(true));
  }

  willUpdate(changed) {
    if (changed.has('active')) {
      this.#polling.wanted = this.active;
    }
  }

  /** Asks for a key unless it is to be quiet. */
  async #load(quiet) {
    try {
      const system = await api.system({ quiet });
      this.#sample(system);
      this.system = system;
      this.problem = null;
    } catch (failure) {
      this.problem = failure;
      if (failure.status === 403) {
        this.system = null;
      }
    }
  }

  #sample({ devices, memory, queue, jobs }) {
    const time = Date.now();
    const sample = {
      time,
      resident: memory.resident ?? 0,
      styles: memory.styles,
      card: devices[0]?.memory?.used,
      queue: queue.waiting + (jobs?.waiting ?? 0),
    };
    this.#samples = [...this.#samples.filter((one) => time - one.time < SPAN_MS), sample];
  }

  render() {
    const { system } = this;
    return html`
      <div class="all">
        <h2>${t('tab.system')}</h2>
        ${this.problem?.status === 403
          ? this.#forbidden()
          : html`<katong-problem
              .problem=${this.problem}
              retryable
              @retry=${() => this.#load(false)}
            ></katong-problem>`}
        ${system ? this.#panels(system) : nothing}
      </div>
    `;
  }

  #forbidden() {
    return html`
      <section class="panel forbidden">
        <h3>${t('system.forbidden')}</h3>
        <p>${t('system.forbidden-why')}</p>
        <div class="row">
          <button @click=${() => askForKey('admin')}>${keyIcon}${t('system.other-key')}</button>
        </div>
      </section>
    `;
  }

  #panels(system) {
    return html`
      <section class="panel" aria-labelledby="lately">
        <h3 id="lately">${t('system.lately')}</h3>
        <katong-system-chart
          .samples=${this.#samples}
          .budget=${system.memory.budget}
        ></katong-system-chart>
      </section>
      <div class="columns">
        <section class="panel" aria-labelledby="styles">
          <h3 id="styles">${t('system.styles')}</h3>
          <katong-style-list
            .styles=${this.service?.styles.styles ?? []}
            .loaded=${system.styles}
            @changed=${() => this.#load(true)}
          ></katong-style-list>
        </section>
        <div class="column">${this.#memory(system)} ${this.#queue(system)} ${this.#machine(system)}</div>
      </div>
    `;
  }

  #memory({ devices, memory }) {
    const card = devices[0]?.memory;
    const share = Math.min(1, memory.styles / memory.budget);
    return html`
      <section class="panel" aria-labelledby="memory">
        <h3 id="memory">${t('system.memory')}</h3>
        <div
          class="meter"
          role="meter"
          aria-label=${t('system.of-budget')}
          aria-valuemin="0"
          aria-valuemax="100"
          aria-valuenow=${Math.round(share * 100)}
        >
          <span style=${styleMap({ inlineSize: `${share * 100}%` })}></span>
        </div>
        ${facts([
          ['system.styles-memory', bytes(memory.styles)],
          ['system.budget', bytes(memory.budget)],
          ['system.resident', memory.resident && bytes(memory.resident)],
          ['system.available', bytes(memory.available)],
          ['system.card-memory', card && `${bytes(card.used)} / ${bytes(card.total)}`],
        ])}
      </section>
    `;
  }

  #queue({ queue, jobs }) {
    return html`
      <section class="panel" aria-labelledby="queue">
        <h3 id="queue">${t('system.queue')}</h3>
        ${facts([
          ['system.waiting', count(queue.waiting)],
          ['system.inFlight', `${count(queue.inFlight)} / ${count(queue.capacity)}`],
          ['system.jobs-running', jobs && count(jobs.running)],
          ['system.jobs-waiting', jobs && count(jobs.waiting)],
          ['system.jobs-bytes', jobs && bytes(jobs.bytes)],
        ])}
      </section>
    `;
  }

  #machine({ devices, version, limits }) {
    return html`
      <section class="panel" aria-labelledby="machine">
        <h3 id="machine">${t('system.machine')}</h3>
        ${facts([
          ...devices.map(({ name, threads }) => [
            'system.device',
            threads ? t('system.threads', { name, n: threads }) : name,
          ]),
          ...devices.map(({ card }) => ['system.card', card]),
          ['system.resolution', t('unit.pixels', { n: limits.maxResolution })],
          ['system.upload', bytes(limits.maxUploadBytes)],
          ['system.version', version],
        ])}
        ${devices.map(({ note }) => (note ? html`<p class="small"><span lang="en">${note}</span></p>` : nothing))}
        <p class="small docs">
          <a href=${DOCS}>${t('system.docs')}</a>
        </p>
      </section>
    `;
  }
}

function facts(rows) {
  return html`<dl>
    ${rows.map(([key, value]) => (value ? html`<dt>${t(key)}</dt><dd>${value}</dd>` : nothing))}
  </dl>`;
}

customElements.define('katong-system', SystemView);
