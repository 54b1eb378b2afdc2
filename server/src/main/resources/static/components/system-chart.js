import { css, html, svg } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { bytes, count, duration } from '../format.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { KatongElement } from './element.js';

/** The span that the chart shows, in milliseconds. */
export const SPAN_MS = 5 * 60_000;
// The page was out of view for longer than this: the line has a gap.
const GAP_MS = 12_000;

const MB = 1024 ** 2;
const MOST_LINES = 4;

const WIDTH = 800;
const HEIGHT = 220;
const QUEUE_HEIGHT = 64;

/** Memory and queue over the last minutes, drawn as lines and bars. */
class SystemChart extends KatongElement {
  static properties = {
    /** Values over time: `time`, `resident`, `styles`, `queue`, perhaps `card`, oldest first. */
    samples: { attribute: false },
    budget: { type: Number },
  };

  static styles = [
    look,
    css`
      figure {
        margin: 0;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 1.4rem;
        margin-block-end: 0.6rem;
      }
      .legend span {
        display: inline-flex;
        gap: 0.5rem;
        align-items: center;
      }
      .legend svg {
        inline-size: 1.6rem;
        block-size: 0.8rem;
      }
      .plot {
        position: relative;
      }
      .plot svg {
        display: block;
        inline-size: 100%;
        block-size: 14rem;
        background: var(--paper);
        border: 1px solid var(--line);
        overflow: hidden;
      }
      .plot .queue {
        block-size: 4rem;
        margin-block-start: 0.5rem;
      }
      .most {
        position: absolute;
        inset-block-start: 0.3rem;
        inset-inline-start: 0.5rem;
        font-size: 0.8rem;
        color: var(--ink-soft);
        pointer-events: none;
      }
      .height {
        position: absolute;
        inset-inline-start: 0.5rem;
        font-size: 0.75rem;
        line-height: 1.5;
        color: var(--ink-soft);
        pointer-events: none;
      }
      .times {
        display: flex;
        justify-content: space-between;
        font-size: 0.8rem;
        color: var(--ink-soft);
      }
      path {
        vector-effect: non-scaling-stroke;
      }
      .resident {
        fill: none;
        stroke: var(--ink);
        stroke-width: 2;
      }
      .styles {
        fill: var(--seal-fill);
        fill-opacity: 0.25;
        stroke: var(--seal);
        stroke-width: 2;
      }
      .budget {
        fill: none;
        stroke: var(--line-strong);
        stroke-width: 1.5;
        stroke-dasharray: 6 5;
      }
      .card {
        fill: none;
        stroke: var(--ink);
        stroke-width: 2;
        stroke-dasharray: 2 3;
      }
      .grid {
        fill: none;
        stroke: var(--line);
      }
      .bars {
        fill: var(--ink);
      }
    `,
  ];

  constructor() {
    super();
    this.samples = [];
    this.budget = 0;
  }

  render() {
    const last = this.samples.at(-1);
    if (!last) {
      return html``;
    }
    const highest = Math.max(
      this.budget,
      ...this.samples.map(({ resident, card }) => Math.max(resident, card ?? 0)),
    );
    const lines = scale(highest);
    const most = lines.at(-1);
    const queue = Math.max(4, ...this.samples.map((sample) => sample.queue));
    const label = t('system.chart', {
      resident: bytes(last.resident),
      styles: bytes(last.styles),
      queue: last.queue,
    });
    return html`
      <figure>
        <figcaption class="legend small">
          ${this.#key('resident', 'M0 6H24', t('system.resident'))}
          ${this.#key('styles', 'M0 6H24V12H0z', t('system.styles-memory'))}
          ${this.#key('budget', 'M0 6H24', t('system.budget'))}
          ${last.card === undefined ? '' : this.#key('card', 'M0 6H24', t('system.card-memory'))}
        </figcaption>
        <div role="img" aria-label=${label}>
          <div class="plot">
            ${lines.slice(0, -1).map((value) => this.#height(value, most))}
            ${this.#memory(last.time, lines)}
          </div>
          <div class="plot">
            <span class="most figures">
              ${t('pair', { name: t('system.queue'), value: count(last.queue) })}
            </span>
            ${this.#queue(last.time, queue)}
          </div>
          <div class="times">
            <span>${t('system.ago', { time: duration(SPAN_MS / 1000) })}</span>
            <span>${t('system.now')}</span>
          </div>
        </div>
      </figure>
    `;
  }

  #key(kind, path, label) {
    return html`<span>
      <svg viewBox="0 0 24 12" aria-hidden="true"><path class=${kind} d=${path} /></svg>${label}
    </span>`;
  }

  #height(value, most) {
    return html`<span class="height figures" style=${styleMap({ insetBlockEnd: `${(value / most) * 100}%` })}
      >${bytes(value)}</span
    >`;
  }

  #memory(now, lines) {
    const most = lines.at(-1);
    const x = (time) => (1 - (now - time) / SPAN_MS) * WIDTH;
    const y = (value) => (1 - value / most) * HEIGHT;
    const runs = unbroken(this.samples);
    const curve = (run, name) => path(run.map((sample) => [x(sample.time), y(sample[name])]));
    const line = runs.map((run) => curve(run, 'resident')).join('');
    const card = runs
      .map((run) => run.filter((sample) => sample.card !== undefined))
      .map((run) => curve(run, 'card'))
      .join('');
    const area = runs
      .map((run) => `${curve(run, 'styles')}V${HEIGHT}H${x(run[0].time)}Z`)
      .join('');
    return html`
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
        ${[1, 2, 3, 4].map(
          (minute) => svg`<path class="grid" d="M${(minute * WIDTH) / 5} 0V${HEIGHT}" />`,
        )}
        ${lines.map((value) => svg`<path class="grid" d="M0 ${y(value)}H${WIDTH}" />`)}
        <path class="styles" d=${area} />
        <path class="budget" d="M0 ${y(this.budget)}H${WIDTH}" />
        <path class="card" d=${card} />
        <path class="resident" d=${line} />
      </svg>
    `;
  }

  #queue(now, most) {
    const width = WIDTH / 150;
    const bars = this.samples
      .filter(({ queue }) => queue > 0)
      .map(({ time, queue }) => {
        const right = (1 - (now - time) / SPAN_MS) * WIDTH;
        const top = (1 - queue / (most * 1.3)) * QUEUE_HEIGHT;
        return `M${right} ${QUEUE_HEIGHT}V${top}H${right - width * 0.8}V${QUEUE_HEIGHT}Z`;
      });
    return html`
      <svg class="queue" viewBox="0 0 ${WIDTH} ${QUEUE_HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
        <path class="bars" d=${bars.join('')} />
      </svg>
    `;
  }
}

/** Round heights for lines across the chart, the lowest first; the last is the chart's own. */
function scale(highest) {
  let step = 16 * MB;
  while (highest / step > MOST_LINES) {
    step *= 2;
  }
  const count = Math.ceil((highest * 1.05) / step);
  return Array.from({ length: count }, (_, i) => (i + 1) * step);
}

/** The samples in pieces without a gap. */
function unbroken(samples) {
  const runs = [];
  for (const sample of samples) {
    const run = runs.at(-1);
    if (run && sample.time - run.at(-1).time < GAP_MS) {
      run.push(sample);
    } else {
      runs.push([sample]);
    }
  }
  return runs;
}

function path(points) {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

customElements.define('katong-system-chart', SystemChart);
