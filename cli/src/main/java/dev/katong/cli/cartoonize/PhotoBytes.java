package dev.katong.cli.cartoonize;

import dev.katong.KatongException.BadPhoto;
import dev.katong.image.PhotoLimits;
import dev.katong.image.PhotoSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The source of an encoded photo, which can be read repeatedly: its file, or the standard input.
 */
final class PhotoBytes {
  private static final String STANDARD_INPUT = "the standard input";

  private final Supplier<PhotoSource> source;

  private PhotoBytes(Supplier<PhotoSource> source) {
    this.source = source;
  }

  /**
   * The bytes of an item's photo.
   *
   * @param limits the limits of the photo
   * @throws BadPhoto if the standard input cannot be read
   */
  static PhotoBytes of(Batch.Item item, PhotoLimits limits) {
    Path file = item.input();
    if (!item.fromStandardInput()) {
      String shown = item.shown().toString();
      return new PhotoBytes(() -> PhotoSource.read(file, shown, limits));
    }
    byte[] bytes = standardInput();
    return new PhotoBytes(() -> PhotoSource.of(bytes, STANDARD_INPUT, limits));
  }

  private static byte[] standardInput() {
    try {
      return System.in.readAllBytes();
    } catch (IOException e) {
      throw new BadPhoto(STANDARD_INPUT + " cannot be read", e);
    } catch (OutOfMemoryError e) {
      throw new BadPhoto(STANDARD_INPUT + " gives more than the Java heap holds; name a file", e);
    }
  }

  /** The photo, closed by the caller. */
  PhotoSource source() {
    return source.get();
  }
}
