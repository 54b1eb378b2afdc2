import { css, html, nothing } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { bytes, count, millis, percent, size } from '../format.js';
import { warningIcon } from '../icons.js';
import { t } from '../language.js';
import { look } from '../look.js';
import { translated } from '../sentences.js';
import { styleName, variantName } from '../style-names.js';
import { STAGES } from '../stages.js';
import { KatongElement } from './element.js';

/** The report of a cartoon, in numbers and bars. */
class PictureInfo extends KatongElement {
  static properties = {
    report: { attribute: false },
    settings: { attribute: false },
    /** The photo's own width and height, or null. */
    photoSize: { attribute: false },
    /** The cartoon's file in bytes. */
    fileBytes: { type: Number },
  };

  static styles = [
    look,
    css`
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr));
        gap: 1.5rem 2.5rem;
      }
      h3 {
        margin-block-end: 0.5rem;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.25rem 1rem;
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
      table {
        inline-size: 100%;
        border-collapse: collapse;
        font-size: 0.9rem;
      }
      th {
        font-weight: 400;
        text-align: start;
        color: var(--ink-soft);
        white-space: nowrap;
        padding: 0.1rem 0.7rem 0.1rem 0;
      }
      td {
        padding: 0.1rem 0;
      }
      .bar {
        inline-size: 100%;
      }
      .bar span {
        display: block;
        block-size: 0.6rem;
        min-inline-size: 2px;
        background: var(--ink);
        border-radius: 1px;
      }
      .queue span {
        background: var(--line-strong);
      }
      .time {
        text-align: end;
        white-space: nowrap;
        padding-inline-start: 0.7rem;
        font-variant-numeric: tabular-nums;
      }
      .warnings {
        display: grid;
        gap: 0.5rem;
        margin: 0 0 1.25rem;
        padding: 0.7rem 0.9rem;
        list-style: none;
        background: var(--amber-wash);
        border-radius: var(--radius);
      }
      .warnings li {
        display: flex;
        gap: 0.6rem;
      }
      .warnings .icon {
        color: var(--amber);
      }
    `,
  ];

  constructor() {
    super();
    this.report = null;
    this.settings = null;
    this.photoSize = null;
    this.fileBytes = 0;
  }

  render() {
    const { report } = this;
    if (!report) {
      return nothing;
    }
    return html`
      ${report.warnings?.length
        ? html`<ul class="warnings" aria-label=${t('info.warnings')}>
            ${report.warnings.map((text) => html`<li>${warningIcon}${sentence(text)}</li>`)}
          </ul>`
        : nothing}
      <div class="columns">
        <section aria-labelledby="picture">
          <h3 id="picture">${t('info.picture')}</h3>
          <dl>${this.#facts().map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
        </section>
        <section aria-labelledby="times">
          <h3 id="times">${t('info.times')}</h3>
          ${this.#times(report.millis ?? {})}
        </section>
      </div>
    `;
  }

  #facts() {
    const { report, settings, photoSize } = this;
    const facts = [];
    const tell = (key, value) => value && facts.push([t(`info.${key}`), value]);
    tell('result', size(report.width, report.height));
    tell('photo', photoSize && size(photoSize.width, photoSize.height));
    tell('file', this.fileBytes > 0 && bytes(this.fileBytes));
    tell('faces', this.#faces());
    tell('style', styleName(report.style));
    tell('strength', settings && percent(settings.strength));
    tell('tone', settings?.tone > 0 && percent(settings.tone));
    tell('variant', variantName(report.variant));
    tell('precision', report.precision);
    tell('device', report.device);
    tell('predicted', report.memory?.predicted && bytes(report.memory.predicted));
    tell('measured', report.memory?.measured && bytes(report.memory.measured));
    return facts;
  }

  #faces() {
    const faces = this.report.faces ?? [];
    if (faces.length === 0) {
      return t('info.no-faces');
    }
    const scores = faces.map((face) => face.score);
    const [least, most] = [Math.min(...scores), Math.max(...scores)].map(percent);
    return `${count(faces.length)} (${least === most ? most : `${least}–${most}`})`;
  }

  #times(times) {
    const told = STAGES.filter((stage) => times[stage] !== undefined);
    const most = Math.max(...told.map((stage) => times[stage]), 1);
    // Unless faces are required, they are sought while the background is drawn.
    const beside = Math.min(times.faces ?? 0, times.background ?? 0);
    const work = told.filter((stage) => stage !== 'queue');
    const sum = work.reduce((total, stage) => total + times[stage], -beside);
    return html`
      <table>
        <tbody>
          ${told.map(
            (stage) => html`
              <tr>
                <th scope="row">${t(`stage.${stage}`)}</th>
                <td class="bar ${stage}">
                  <span style=${styleMap({ inlineSize: `${(times[stage] / most) * 100}%` })}></span>
                </td>
                <td class="time">${millis(times[stage])}</td>
              </tr>
            `,
          )}
          <tr>
            <th scope="row">${t('info.work')}</th>
            <td></td>
            <td class="time"><strong>${millis(sum)}</strong></td>
          </tr>
        </tbody>
      </table>
    `;
  }
}

function sentence(text) {
  const own = translated(text);
  return own ? html`<span>${own}</span>` : html`<span lang="en">${text}</span>`;
}

customElements.define('katong-picture-info', PictureInfo);
