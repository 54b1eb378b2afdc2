package dev.katong.image.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Kinds of files that people take for photos and that cannot be decoded here. */
final class UnsupportedFormat {
  static final String RAW =
      "is a camera's raw file, which cannot be decoded here; develop it to JPEG or TIFF";

  /** The brand of CR3. */
  private static final String RAW_OF_CANON = "crx ";

  private UnsupportedFormat() {}

  /**
   * The kind of a file and the advice for it, as the end of a sentence that begins with its name.
   *
   * @return empty if its first bytes tell nothing
   */
  static Optional<String> advice(ByteBuffer file) {
    byte[] start = new byte[Math.min(PhotoSignature.BYTES, file.limit())];
    file.get(0, start);
    String text = new String(start, ISO_8859_1);
    return picture(text).or(() -> other(text));
  }

  /** True if a file that begins so is a picture, though of a kind that cannot be decoded here. */
  static boolean isPicture(String start) {
    return picture(start).isPresent();
  }

  private static Optional<String> picture(String start) {
    if (HeifBrand.isOfBoxes(start)) {
      return start.startsWith(RAW_OF_CANON, 8) ? Optional.of(RAW) : Optional.empty();
    }
    if (start.startsWith("\u00ff\n") || start.startsWith("JXL ", 4)) {
      return Optional.of(toBeExported("JPEG XL"));
    }
    if (start.startsWith("8BPS")) {
      return Optional.of(toBeExported("a Photoshop picture"));
    }
    if (start.startsWith("jP  ", 4)) {
      return Optional.of(toBeExported("JPEG 2000"));
    }
    if (start.startsWith("FUJIFILM") || start.startsWith("II*\0\020\0\0\0CR")) {
      return Optional.of(RAW);
    }
    return Optional.empty();
  }

  private static Optional<String> other(String start) {
    if (HeifBrand.isOfBoxes(start)) {
      return Optional.of("is a video, not a photo; save one of its frames as JPEG");
    }
    if (start.startsWith("%PDF")) {
      return Optional.of("is a PDF document; take the photo out of it as JPEG or PNG");
    }
    if (start.startsWith("<svg") || start.startsWith("<?xml")) {
      return Optional.of("is a drawing or a text, not a photo; export it as PNG");
    }
    return Optional.empty();
  }

  private static String toBeExported(String kind) {
    return "holds %s, which cannot be decoded here; export it as JPEG, PNG or WebP".formatted(kind);
  }
}
