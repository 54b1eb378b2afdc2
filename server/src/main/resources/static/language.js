import { messages } from './messages.js';
import { remembered } from './remembered.js';

/** The languages, each with its own name for itself. */
export const LANGUAGES = { en: 'English', zh: '中文' };

const TAGS = { en: 'en', zh: 'zh-CN' };
const listeners = new Set();

let current = first();

function first() {
  const chosen = remembered.get('language');
  if (chosen in LANGUAGES) {
    return chosen;
  }
  const asked = navigator.languages ?? [navigator.language];
  for (const tag of asked) {
    const name = tag.toLowerCase().split('-')[0];
    if (name in LANGUAGES) {
      return name;
    }
  }
  return 'en';
}

/** The language's name, `en` or `zh`. */
export function language() {
  return current;
}

/** The language as `lang` attributes and `Intl` want it. */
export function languageTag() {
  return TAGS[current];
}

export function chooseLanguage(name) {
  remembered.set('language', name);
  current = name;
  document.documentElement.lang = TAGS[name];
  listeners.forEach((listener) => listener());
}

/** Calls the listener whenever the language changes, until the returned function is called. */
export function onLanguage(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** True if there is a message of this name. */
export function known(key) {
  return key in messages.en;
}

/**
 * The message of this name. `{name}` in it stands for a value; a message with the forms `one` and
 * `other` is chosen by the value `n`.
 */
export function t(key, values = {}) {
  let message = messages[current][key];
  if (message === undefined) {
    throw new Error(`there is no message '${key}'`);
  }
  if (typeof message === 'object') {
    const form = new Intl.PluralRules(TAGS[current]).select(values.n);
    message = message[form] ?? message.other;
  }
  return message.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

document.documentElement.lang = TAGS[current];
