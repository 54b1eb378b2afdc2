/** The tabs, in their order; each is the first word of its address. */
export const TABS = ['single', 'batch', 'history', 'system'];

/** The parts of an address such as `#/batch/JOB/3`: a tab, a job, a picture's number. */
export function route() {
  const [tab, job = '', picture = ''] = location.hash.replace(/^#\/?/, '').split('/');
  return {
    tab: TABS.includes(tab) ? tab : TABS[0],
    job: decodeURIComponent(job),
    picture: /^\d+$/.test(picture) ? Number(picture) : 0,
  };
}

export function address(tab, job = '', picture = 0) {
  const parts = [tab];
  if (job) {
    parts.push(encodeURIComponent(job));
    if (picture) {
      parts.push(picture);
    }
  }
  return `#/${parts.join('/')}`;
}

/** Goes to an address; `replace` leaves no step in the browser's history. */
export function go(hash, { replace = false } = {}) {
  if (hash === location.hash) {
    return;
  }
  if (replace) {
    history.replaceState(null, '', hash);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = hash;
  }
}
