/** Choices that the browser remembers for this page, which works without them too. */
const PREFIX = 'katong.';

function read(storage, name) {
  try {
    return JSON.parse(storage().getItem(PREFIX + name));
  } catch {
    return null;
  }
}

function write(storage, name, value) {
  try {
    if (value === null) {
      storage().removeItem(PREFIX + name);
    } else {
      storage().setItem(PREFIX + name, JSON.stringify(value));
    }
  } catch {
    // Storage is full or forbidden.
  }
}

// Even naming a forbidden storage throws, so it is named late.
const lasting = () => localStorage;
const session = () => sessionStorage;

/** Kept until forgotten; null where there is nothing. */
export const remembered = {
  get: (name) => read(lasting, name),
  set: (name, value) => write(lasting, name, value),
  forget: (name) => write(lasting, name, null),
};

/** Kept until the browser's tab is closed. */
export const rememberedHere = {
  get: (name) => read(session, name),
  set: (name, value) => write(session, name, value),
  forget: (name) => write(session, name, null),
};
