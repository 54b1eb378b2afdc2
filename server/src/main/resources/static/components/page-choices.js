import { css, html, nothing } from 'lit';
import { autoIcon, darkIcon, keyIcon, lightIcon } from '../icons.js';
import { askForKey, hasKey, onKey } from '../key.js';
import { chooseLanguage, language, LANGUAGES, t } from '../language.js';
import { look, segments } from '../look.js';
import { chooseTheme, theme, THEMES } from '../theme.js';
import { choice } from './choice.js';
import { KatongElement } from './element.js';

const SHORT_NAMES = { en: 'EN', zh: '中' };
const THEME_ICONS = { auto: autoIcon, light: lightIcon, dark: darkIcon };

/** The page's language and colours, as the reader wants them. */
class PageChoices extends KatongElement {
  static styles = [
    look,
    segments,
    css`
      :host {
        display: flex;
        gap: 0.6rem;
      }
      label {
        min-inline-size: 2.6rem;
      }
      @media (max-width: 40rem) {
        :host {
          gap: 0.4rem;
        }
        .segments label {
          min-inline-size: 2.1rem;
          padding-inline: 0.3rem;
        }
      }
    `,
  ];

  constructor() {
    super();
    onKey(() => this.requestUpdate());
  }

  #theme(name) {
    chooseTheme(name);
    this.requestUpdate();
  }

  render() {
    return html`
      ${hasKey()
        ? html`<button
            class="quiet square"
            title=${t('key.change')}
            aria-label=${t('key.change')}
            @click=${() => askForKey('change')}
          >
            ${keyIcon}
          </button>`
        : nothing}
      ${choice({
        name: 'language',
        legend: t('language'),
        options: Object.entries(LANGUAGES).map(([value, title]) => ({
          value,
          label: SHORT_NAMES[value],
          title,
        })),
        value: language(),
        change: chooseLanguage,
      })}
      ${choice({
        name: 'theme',
        legend: t('theme'),
        options: THEMES.map((value) => ({
          value,
          label: THEME_ICONS[value],
          title: t(`theme.${value}`),
        })),
        value: theme(),
        change: (name) => this.#theme(name),
      })}
    `;
  }
}

customElements.define('katong-choices', PageChoices);
