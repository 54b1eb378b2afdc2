const PHOTO = /\.(jpe?g|png|webp|gif|bmp|tiff?|heic|heif|avif)$/i;
const ZIP = /\.zip$/i;
// Files that systems add to folders of pictures by themselves.
const LITTER = /^(\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i;

/** The types that a file chooser offers. */
export const PHOTO_TYPES = 'image/*,.heic,.heif,.tif,.tiff';
export const BATCH_TYPES = `${PHOTO_TYPES},.zip,application/zip`;

export function isZip(file) {
  return ZIP.test(file.name) || file.type === 'application/zip';
}

/** By type or by name: some systems tell no type, or a wrong one, for pictures they do not know. */
function isPhoto(file) {
  return !LITTER.test(file.name) && (file.type.startsWith('image/') || PHOTO.test(file.name));
}

/**
 * Takes what can be drawn out of any files.
 *
 * @returns `photos`, and how many files were `leftOut`
 */
export function sorted(files, { zip }) {
  const all = [...files];
  const photos = all.filter((file) => isPhoto(file) || (zip && isZip(file)));
  return { photos, leftOut: all.length - photos.length };
}

/** The files of a drop, those in folders too. To be called before the drop event ends. */
export async function dropped(transfer) {
  const entries = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const files = [];
  for (const entry of entries) {
    await collect(entry, files);
  }
  return files;
}

async function collect(entry, files) {
  if (entry instanceof File) {
    files.push(entry);
  } else if (entry?.isFile) {
    files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
  } else if (entry?.isDirectory) {
    const reader = entry.createReader();
    for (;;) {
      // A reader gives a hundred at a time.
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (some.length === 0) {
        return;
      }
      for (const one of some) {
        await collect(one, files);
      }
    }
  }
}

/** The pictures of a paste. */
export function pasted(clipboard) {
  const stamp = new Date().toISOString().slice(0, 19).replace(/[T:]/g, '-');
  return [...clipboard.files].map((file) =>
    // Browsers call all pasted pictures the same.
    file.name === 'image.png' ? new File([file], `pasted-${stamp}.png`, { type: file.type }) : file,
  );
}
