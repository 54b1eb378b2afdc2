package dev.katong.photo;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a photo's file holds besides its pixels.
 *
 * @param profile the ICC profile of the colours; null where there is none
 * @param exif where EXIF lies; null where there is none
 * @param animated whether there are more frames, which are not drawn
 * @param transparent whether pixels may be transparent
 * @param endMissing whether the file ends before it should, maybe without a loss of pixels
 */
record Attachments(
    byte @Nullable [] profile,
    @Nullable Exif exif,
    boolean animated,
    boolean transparent,
    boolean endMissing) {
  static final Attachments NONE = new Attachments(null, null, false, false);

  /** More than the largest profiles of printers; what is longer is not read. */
  static final int MOST_PROFILE_BYTES = 8 << 20;

  Attachments(
      byte @Nullable [] profile, @Nullable Exif exif, boolean animated, boolean transparent) {
    this(profile, exif, animated, transparent, false);
  }

  /** These without the profile. */
  Attachments withoutProfile() {
    return new Attachments(null, exif, animated, transparent, endMissing);
  }

  /** A part of a file, in bytes. */
  record Span(int offset, int length) {
    /** The rest of this from a number of bytes on. */
    Span from(int bytes) {
      return new Span(offset + bytes, length - bytes);
    }

    /**
     * The part's bytes as a buffer of its own.
     *
     * @throws IndexOutOfBoundsException if the file ends before
     */
    ByteBuffer in(ByteBuffer file) {
      return file.slice(offset, length);
    }

    /**
     * A copy of the part's bytes.
     *
     * @throws IndexOutOfBoundsException if the file ends before
     */
    byte[] copyOf(ByteBuffer file) {
      Objects.checkFromIndexSize(offset, length, file.limit());
      byte[] copy = new byte[length];
      file.get(offset, copy);
      return copy;
    }
  }
}
