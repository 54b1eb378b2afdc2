package dev.katong.image;

import org.jspecify.annotations.Nullable;

/**
 * The metadata of a picture's file.
 *
 * @param exif an EXIF block, such as one of {@link PhotoSource#exif}; null for none
 * @param xmp an XMP packet (ISO 16684-1); null for none
 */
public record PictureMetadata(byte @Nullable [] exif, @Nullable String xmp) {
  /** Nothing but the colour space. */
  public static final PictureMetadata NONE = new PictureMetadata(null, null);
}
