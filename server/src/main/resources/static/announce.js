const SOONEST_MS = 1000;

let waiting = null;
let text = '';

/** Tells a screen reader; of several things within a second only the last is told. */
export function announce(message) {
  text = message;
  waiting ??= setTimeout(() => {
    waiting = null;
    document.getElementById('announcements').textContent = text;
  }, SOONEST_MS);
}
