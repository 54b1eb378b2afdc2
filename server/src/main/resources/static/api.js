import { withKey } from './key.js';
import { Problem } from './problem.js';

// Below the page, which a proxy may have given a path of its own.
const BASE = new URL('api/v1', document.baseURI).pathname;

/**
 * Sends a request.
 *
 * @returns the answer, which is good
 * @throws Problem if it is not, or the service cannot be reached
 */
export function send(path, { method = 'GET', accept = 'application/json', signal, quiet } = {}) {
  return withKey(
    async (headers) => {
      let response;
      try {
        response = await fetch(BASE + path, {
          method,
          signal,
          headers: { Accept: accept, ...headers },
        });
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
    },
    { quiet },
  );
}

async function json(path, options) {
  return (await send(path, options)).json();
}

const job = (id) => `/jobs/${encodeURIComponent(id)}`;
const style = (name) => `/styles/${encodeURIComponent(name)}`;

/** Where pictures and events are; to be given to {@link send}. */
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

/** The requests whose answers are JSON. */
export const api = {
  limits: (options) => json('/limits', options),
  system: (options) => json('/system', options),
  styles: (options) => json('/styles', options),
  load: (name) => json(`${style(name)}/load`, { method: 'POST' }),
  unload: (name) => json(`${style(name)}/unload`, { method: 'POST' }),
  jobs: async (options) => (await json('/jobs', options)).jobs,
  job: (id, options) => json(job(id), options),
  cancel: (id) => json(`${job(id)}/cancel`, { method: 'POST' }),
  retry: (id) => json(`${job(id)}/retry`, { method: 'POST' }),
  remove: (id) => send(job(id), { method: 'DELETE' }),
};
