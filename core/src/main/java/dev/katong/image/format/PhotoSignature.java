package dev.katong.image.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Recognises photos by their first bytes. Kinds that cannot be decoded here, such as JPEG XL, count
 * too: their pictures fail with the advice what to do.
 */
public final class PhotoSignature {
  /** The number of bytes that are looked at. */
  public static final int BYTES = 32;

  private PhotoSignature() {}

  /** True if a file begins as a photo does. */
  public static boolean isPhoto(byte[] start) {
    String text = new String(start, ISO_8859_1);
    return text.startsWith("\u00ff\u00d8")
        || text.startsWith("\u0089PNG")
        || text.startsWith("GIF8")
        || text.startsWith("RIFF") && text.startsWith("WEBP", 8)
        || text.startsWith("BM")
        || text.startsWith("II*\0")
        || text.startsWith("MM\0*")
        || text.startsWith("II+\0")
        || text.startsWith("MM\0+")
        || HeifBrand.photo(text).isPresent()
        || UnsupportedFormat.isPicture(text);
  }
}
