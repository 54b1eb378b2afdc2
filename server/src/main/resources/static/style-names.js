import { known, t } from './language.js';
import { translated } from './sentences.js';

let builtIn = new Set();

/** Notes which styles come with Katong: only those have names in the reader's language. */
export function noteStyles(styles) {
  builtIn = new Set(styles.filter((style) => style.builtIn).map(({ name }) => name));
}

/** A style's name for the reader. */
export function styleName(name) {
  const key = `style.${name}`;
  return builtIn.has(name) && known(key) ? t(key) : name;
}

/** A style's own networks, or a variant by the name that its maker gave it. */
export function variantName(name) {
  return name === 'full' ? t('variant.full') : name;
}

/** The description of a style, in the reader's language where that is known. */
export function styleDescription({ description }) {
  return translated(description ?? '') ?? description;
}
