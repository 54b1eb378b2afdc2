import { link, paths } from './api.js';
import { withKey } from './key.js';
import { Problem } from './problem.js';
import { fields } from './settings.js';

/**
 * Makes a job of photos.
 *
 * @param progress is told the fraction that is sent
 * @returns the job
 */
export function upload(photos, settings, { progress, signal }) {
  const form = new FormData();
  // The settings come first: the service knows them when the first photo arrives.
  for (const [name, value] of fields(settings)) {
    form.append(name, value);
  }
  for (const photo of photos) {
    form.append('images', photo, photo.name);
  }
  return withKey((headers) => post(form, headers, progress, signal));
}

// Not fetch(), which cannot tell how much was sent.
function post(form, headers, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', link(paths.jobs));
    request.setRequestHeader('Accept', 'application/json');
    for (const [name, value] of Object.entries(headers)) {
      request.setRequestHeader(name, value);
    }
    const stop = () => request.abort();
    signal.addEventListener('abort', stop);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) {
        progress(event.loaded / event.total);
      }
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(JSON.parse(request.responseText));
      } else {
        reject(
          Problem.from(request.status, request.responseText, (name) =>
            request.getResponseHeader(name),
          ),
        );
      }
    };
    request.onerror = () => reject(Problem.unreachable());
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
    request.onloadend = () => signal.removeEventListener('abort', stop);
    request.send(form);
  });
}
