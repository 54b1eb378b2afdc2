import { paths, send } from './api.js';

// Browsers keep about six connections to a server; some must be free for events and clicks.
const TOGETHER = 3;

let running = 0;
const waiting = [];

async function inTurn(work) {
  if (running >= TOGETHER) {
    await new Promise((resolve) => waiting.push(resolve));
  }
  running++;
  try {
    return await work();
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** A picture's file. */
export async function picture(path, signal) {
  const response = await send(path, { accept: 'image/*', signal });
  return response.blob();
}

/**
 * A small copy of a picture, so that a thousand of them can be shown. The original is let go.
 *
 * @param source a path of the API, or a file
 * @param edge the copy's width in pixels
 */
export function thumbnail(source, edge, signal) {
  return inTurn(async () => {
    signal.throwIfAborted();
    const blob = typeof source === 'string' ? await quietly(source, signal) : source;
    const bitmap = await createImageBitmap(blob, { resizeWidth: edge, resizeQuality: 'medium' });
    const canvas = document.createElement('canvas');
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    bitmap.close();
    return new Promise((resolve) => canvas.toBlob(resolve, 'image/webp', 0.85));
  });
}

async function quietly(path, signal) {
  const response = await send(path, { accept: 'image/*', signal, quiet: true });
  return response.blob();
}

/**
 * The photos of a job as files, for another job.
 *
 * @param progress is told how many are there
 * @returns `files`, and how many photos were `lost`
 */
export async function photosOf(job, { progress, signal }) {
  let there = 0;
  const files = await Promise.all(
    job.pictures.map(({ number, name }) =>
      inTurn(async () => {
        signal.throwIfAborted();
        const file = await photoFile(job.id, number, name, signal);
        progress(++there);
        return file;
      }),
    ),
  );
  const kept = files.filter(Boolean);
  return { files: kept, lost: files.length - kept.length };
}

/** A photo as it was sent; null if the service did not keep it. */
async function photoFile(id, number, name, signal) {
  try {
    const blob = await picture(paths.photo(id, number), signal);
    return new File([blob], name.split('/').pop(), { type: blob.type });
  } catch (failure) {
    if (failure.status === 404) {
      return null;
    }
    throw failure;
  }
}

/** The file name of a cartoon of this photo. */
export function cartoonName(name, settings) {
  const base = name.split('/').pop().replace(/\.[^.]*$/, '') || 'photo';
  return `${base}-${settings.style}.${settings.output_format}`;
}

/** Has the browser save a file. */
export function save(url, name) {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
}
