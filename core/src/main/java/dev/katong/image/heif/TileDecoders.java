package dev.katong.image.heif;

import dev.katong.image.PictureSize;
import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Makes decoders of the coded tiles in HEIC and AVIF photos. Implemented by {@code katong-heif},
 * with FFmpeg; found by {@link ServiceLoader}.
 */
public interface TileDecoders {
  /** The decoders on the class path, if there are any. */
  static Optional<TileDecoders> find() {
    return Found.DECODERS;
  }

  /**
   * Opens a decoder.
   *
   * @param configuration the content of {@code hvcC} or {@code av1C}
   * @param tile the size of tiles; larger ones are errors, before memory is taken for them
   * @return closed by the caller; for one thread at a time
   * @throws dev.katong.image.Refused if the decoder cannot be loaded
   * @throws IOException if the configuration is damaged
   */
  TileDecoder open(Coding coding, byte[] configuration, PictureSize tile) throws IOException;

  /**
   * The library behind this with its version and licence, for people.
   *
   * @throws IOException if it cannot be loaded
   */
  String library() throws IOException;

  /** Looks once: a class path does not change. */
  final class Found {
    private static final Optional<TileDecoders> DECODERS =
        ServiceLoader.load(TileDecoders.class, TileDecoders.class.getClassLoader()).findFirst();

    private Found() {}
  }
}
