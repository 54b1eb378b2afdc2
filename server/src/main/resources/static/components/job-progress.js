import { css, html, nothing } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { announce } from '../announce.js';
import { count, duration, list, rate } from '../format.js';
import { t } from '../language.js';
import { ended, finished } from '../job-watch.js';
import { look, screentone } from '../look.js';
import { KatongElement } from './element.js';

const TELL_EVERY_MS = 10_000;

/** The progress of a job: counts, a bar, rate and the time that is left. */
class JobProgress extends KatongElement {
  static properties = {
    job: { attribute: false },
  };

  static styles = [
    look,
    screentone,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 1.2rem;
        align-items: baseline;
      }
      .count {
        font-family: var(--serif);
        font-size: 2.4rem;
        font-weight: 700;
        line-height: 1.1;
        font-variant-numeric: tabular-nums lining-nums;
      }
      .bar {
        display: flex;
        margin-block: 0.7rem;
        block-size: 1.1rem;
        background-color: var(--paper-sunk);
        border: 1.5px solid var(--ink);
        border-radius: 1px;
        overflow: hidden;
      }
      .bar span {
        transition: inline-size 0.4s;
      }
      .done {
        background: var(--ink);
      }
      .failed {
        background: var(--seal-fill);
      }
      .cancelled {
        background: var(--line-strong);
      }
      .bad {
        color: var(--seal);
        font-weight: 600;
      }
    `,
  ];

  #told = { at: 0, text: '' };

  updated() {
    const text = this.#summary();
    const now = Date.now();
    if (text !== this.#told.text && (ended(this.job) || now - this.#told.at > TELL_EVERY_MS)) {
      this.#told = { at: now, text };
      announce(text);
    }
  }

  #summary() {
    const { job } = this;
    const parts = [t('progress.of', { n: job.done, total: job.total })];
    for (const state of ['failed', 'cancelled']) {
      if (job[state] > 0) {
        parts.push(t(`progress.${state}`, { n: job[state] }));
      }
    }
    if (ended(job)) {
      parts.push(t(`job.${job.state}`));
    }
    return list(parts);
  }

  render() {
    const { job } = this;
    const over = finished(job);
    return html`
      <div class="head">
        <span class="count">${count(job.done)}/${count(job.total)}</span>
        <strong>${t(`job.${job.state}`)}</strong>
        ${job.failed > 0
          ? html`<span class="bad">${t('progress.failed', { n: job.failed })}</span>`
          : nothing}
        ${job.cancelled > 0
          ? html`<span class="soft">${t('progress.cancelled', { n: job.cancelled })}</span>`
          : nothing}
        <span class="soft figures push">${this.#times()}</span>
      </div>
      <div
        class="bar tone"
        role="progressbar"
        aria-label=${t('progress.job')}
        aria-valuemin="0"
        aria-valuemax=${job.total}
        aria-valuenow=${over}
        aria-valuetext=${this.#summary()}
      >
        ${['done', 'failed', 'cancelled'].map(
          (state) => html`
            <span
              class=${state}
              style=${styleMap({ inlineSize: `${(job[state] / job.total) * 100}%` })}
            ></span>
          `,
        )}
      </div>
    `;
  }

  #times() {
    const { job } = this;
    if (ended(job)) {
      return nothing;
    }
    if (!(job.etaSeconds > 0)) {
      return t('progress.unknown');
    }
    const perMinute = ((job.waiting + job.running) / job.etaSeconds) * 60;
    return `${t('progress.rate', { n: rate(perMinute) })} · ${t('progress.left', { time: duration(job.etaSeconds) })}`;
  }
}

customElements.define('katong-job-progress', JobProgress);
