package dev.katong.image;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a photo's file holds besides its pixels.
 *
 * @param profile the ICC profile of the colours; null where there is none
 * @param exif where the TIFF lies that EXIF is; null where there is none
 * @param animated whether there are more frames, which are not drawn
 * @param transparent whether pixels may be transparent
 */
public record EmbeddedMetadata(
    byte @Nullable [] profile, @Nullable Span exif, boolean animated, boolean transparent) {
  public static final EmbeddedMetadata NONE = new EmbeddedMetadata(null, null, false, false);

  /** More than the largest profiles of printers; what is longer is not read. */
  public static final int MOST_PROFILE_BYTES = 8 << 20;

  /** These without the profile. */
  public EmbeddedMetadata withoutProfile() {
    return new EmbeddedMetadata(null, exif, animated, transparent);
  }

  /** A part of a file, in bytes. */
  public record Span(int offset, int length) {
    /**
     * The part's bytes as a buffer of its own.
     *
     * @throws IndexOutOfBoundsException if the file ends before
     */
    public ByteBuffer in(ByteBuffer file) {
      return file.slice(offset, length);
    }

    /**
     * A copy of the part's bytes.
     *
     * @throws IndexOutOfBoundsException if the file ends before
     */
    public byte[] copyOf(ByteBuffer file) {
      Objects.checkFromIndexSize(offset, length, file.limit());
      byte[] copy = new byte[length];
      file.get(offset, copy);
      return copy;
    }
  }
}
