package dev.katong.image;

import dev.katong.image.format.Exif;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a photo's file apart from its pixels.
 *
 * @param profile the ICC profile of the colours; null where there is none
 * @param exif where EXIF lies; null where there is none
 * @param animated true if there are more frames, which are not drawn
 * @param transparent true if pixels may be transparent
 * @param endMissing true if the file ends before it should, maybe without a loss of pixels
 */
public record EmbeddedMetadata(
    byte @Nullable [] profile,
    @Nullable Exif exif,
    boolean animated,
    boolean transparent,
    boolean endMissing) {
  public static final EmbeddedMetadata NONE = new EmbeddedMetadata(null, null, false, false);

  /** More than the largest profiles of printers; what is longer is not read. */
  public static final int MOST_PROFILE_BYTES = 8 << 20;

  public EmbeddedMetadata(
      byte @Nullable [] profile, @Nullable Exif exif, boolean animated, boolean transparent) {
    this(profile, exif, animated, transparent, false);
  }

  /** These without the profile. */
  public EmbeddedMetadata withoutProfile() {
    return new EmbeddedMetadata(null, exif, animated, transparent, endMissing);
  }

  /** A part of a file, in bytes. */
  public record Span(int offset, int length) {
    /** The rest of this from a number of bytes on. */
    public Span from(int bytes) {
      return new Span(offset + bytes, length - bytes);
    }

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
