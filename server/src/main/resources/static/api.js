import { withKey } from './key.js';
import { Problem } from './problem.js';

/** Beside the page, wherever a proxy has put that. */
const BASE = new URL('api/v1', document.baseURI).href;

/** A page of its own, with the API to try out. */
export const DOCS = new URL('docs/index.html', document.baseURI).href;

async function request(path, { method, accept, signal, headers }) {
  let response;
  try {
    response = await fetch(BASE + path, { method, signal, headers: { Accept: accept, ...headers } });
  } catch (failure) {
    if (signal?.aborted) {
      throw failure;
    }
    throw Problem.unreachable();
  }
  if (!response.ok) {
    throw await Problem.of(response);
  }
  return response;
}

/**
 * Sends a request.
 *
 * @returns the answer, which is good
 * @throws Problem if it is not, or the service cannot be reached
 */
export function send(path, { method = 'GET', accept = 'application/json', signal, quiet } = {}) {
  return withKey((headers) => request(path, { method, accept, signal, headers }), { quiet });
}

/** Throws the problem that a request with these headers of a key would have. */
export async function tryKey(headers) {
  await request('/styles', { method: 'GET', accept: 'application/json', headers });
}

async function json(path, options) {
  return (await send(path, options)).json();
}

const job = (id) => `/jobs/${encodeURIComponent(id)}`;
const style = (name) => `/styles/${encodeURIComponent(name)}`;

/** The addresses of pictures and events; to be given to {@link send}. */
export const paths = {
  jobs: '/jobs',
  events: (id) => `${job(id)}/events`,
  cartoon: (id, number) => `${job(id)}/pictures/${number}`,
  photo: (id, number) => `${job(id)}/pictures/${number}/photo`,
  zip: (id) => `${job(id)}/zip`,
  sample: (name) => `${style(name)}/sample`,
};

/** The same for links that the browser follows by itself, without a key. */
export function link(path) {
  return BASE + path;
}

/** The service's limits. All of the system is for administrators; a client's key may see the limits. */
async function limits() {
  try {
    const told = await json('/limits');
    return told.limits ?? told;
  } catch (failure) {
    if (failure.status !== 404) {
      throw failure;
    }
    return (await json('/system')).limits;
  }
}

/** The requests whose answers are JSON. */
export const api = {
  limits,
  system: (options) => json('/system', options),
  styles: (options) => json('/styles', options),
  load: (name) => json(`${style(name)}/load`, { method: 'POST' }),
  unload: (name) => json(`${style(name)}/unload`, { method: 'POST' }),
  /** `jobs`, the newest first, and `next` if there are older ones; `after` is the `next` before. */
  jobs: (options, after) =>
    json(after ? `/jobs?after=${encodeURIComponent(after)}` : '/jobs', options),
  job: (id, options) => json(job(id), options),
  cancel: (id) => json(`${job(id)}/cancel`, { method: 'POST' }),
  retry: (id) => json(`${job(id)}/retry`, { method: 'POST' }),
  remove: (id) => send(job(id), { method: 'DELETE' }),
};
