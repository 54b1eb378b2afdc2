import { remembered } from './remembered.js';

/** The choices; `auto` follows the system. */
export const THEMES = ['auto', 'light', 'dark'];

export function theme() {
  const chosen = remembered.get('theme');
  return THEMES.includes(chosen) ? chosen : 'auto';
}

export function chooseTheme(name) {
  remembered.set('theme', name);
  if (name === 'auto') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = name;
  }
}
