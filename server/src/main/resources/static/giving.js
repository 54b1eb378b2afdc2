/** The format that every browser's clipboard takes. */
const COPIED_TYPE = 'image/png';

/** Browsers lend the clipboard only to pages that come by HTTPS or from this machine. */
export function canCopy() {
  return Boolean(navigator.clipboard?.write && window.ClipboardItem);
}

/** Copies a picture to the clipboard. */
export async function copyPicture(file) {
  // Made within the click; browsers refuse what is asked for later.
  const item = new ClipboardItem({ [COPIED_TYPE]: asPng(file) });
  await navigator.clipboard.write([item]);
}

async function asPng(file) {
  if (file.type === COPIED_TYPE) {
    return file;
  }
  const bitmap = await createImageBitmap(file);
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  bitmap.close();
  return new Promise((resolve) => canvas.toBlob(resolve, COPIED_TYPE));
}

/** True if this device passes pictures on to other applications, as phones do. */
export function canShare(file) {
  return Boolean(file && navigator.canShare?.({ files: [file] }));
}

export async function sharePicture(file) {
  try {
    await navigator.share({ files: [file] });
  } catch {
    // The reader has changed their mind.
  }
}
