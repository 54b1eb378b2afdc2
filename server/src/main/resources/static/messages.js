import { en } from './messages/en.js';
import { zh } from './messages/zh.js';

/** Every word of the page, in both languages under the same keys. */
export const messages = { en, zh };
