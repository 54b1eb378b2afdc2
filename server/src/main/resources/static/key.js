import { rememberedHere } from './remembered.js';

let asker = async () => null;
let asking = null;

/** Sets who asks the reader: a function of the problem that promises a key, or null. */
export function askKeysBy(newAsker) {
  asker = newAsker;
}

export function hasKey() {
  return rememberedHere.get('key') !== null;
}

function headers() {
  const key = rememberedHere.get('key');
  return key === null ? {} : { Authorization: `Bearer ${key}` };
}

/** Requests that fail together ask together. */
function ask(problem) {
  asking ??= asker(problem)
    .then((key) => {
      if (key !== null) {
        rememberedHere.set('key', key);
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
      return await send(headers());
    } catch (failure) {
      if (failure.status !== 401 || quiet) {
        throw failure;
      }
      const newer = rememberedHere.get('key') !== used;
      if (!newer && !(await ask(failure))) {
        throw failure;
      }
    }
  }
}
