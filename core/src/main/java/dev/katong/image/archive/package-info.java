/** Zip archives of photos: start with {@link dev.katong.image.archive.PhotoArchive}. */
@NullMarked
package dev.katong.image.archive;

import org.jspecify.annotations.NullMarked;
