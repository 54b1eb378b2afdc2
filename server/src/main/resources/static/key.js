import { rememberedHere } from './remembered.js';

let asker = async () => null;
let asking = null;
const listeners = new Set();

/** Sets who asks the reader: a function of the reason that promises a key that works, or null. */
export function askKeysBy(newAsker) {
  asker = newAsker;
}

/** Calls the listener whenever the reader has given another key. */
export function onKey(listener) {
  listeners.add(listener);
}

export function hasKey() {
  return rememberedHere.get('key') !== null;
}

/** The headers that show a key. */
export function headersOf(key) {
  return key === null ? {} : { Authorization: `Bearer ${key}` };
}

/**
 * Asks the reader for a key; who asks meanwhile shares the answer.
 *
 * @param reason `none` if there was no key, `refused` if it is not valid any more, `admin` if an
 *     administrator's is needed, `change` if the reader wants to use another
 * @returns whether there is a new key
 */
export function askForKey(reason) {
  asking ??= asker(reason)
    .then((key) => {
      if (key !== null) {
        rememberedHere.set('key', key);
        listeners.forEach((listener) => listener());
      }
      return key !== null;
    })
    .finally(() => {
      asking = null;
    });
  return asking;
}

/**
 * Sends with the key at hand, and asks for one as long as the service says that it is missing or
 * wrong.
 *
 * @param send a function of headers that promises an answer or rejects with a Problem
 * @param quiet never asks: for what the page does by itself, again and again
 */
export async function withKey(send, { quiet = false } = {}) {
  for (;;) {
    const used = rememberedHere.get('key');
    try {
      return await send(headersOf(used));
    } catch (failure) {
      if (failure.status !== 401 || quiet) {
        throw failure;
      }
      const newer = rememberedHere.get('key') !== used;
      if (!newer && !(await askForKey(used === null ? 'none' : 'refused'))) {
        throw failure;
      }
    }
  }
}
