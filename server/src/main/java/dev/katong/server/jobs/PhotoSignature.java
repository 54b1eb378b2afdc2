package dev.katong.server.jobs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Set;

/**
 * Recognises photos by their first bytes. Kinds that cannot be decoded here, such as HEIC, count
 * too: their pictures fail with the advice what to do.
 */
final class PhotoSignature {
  /** The number of bytes that are looked at. */
  static final int BYTES = 32;

  /** Brands of ISO base media files that are still pictures. */
  private static final Set<String> BRANDS =
      Set.of(
          "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1", "avif",
          "avis", "crx ");

  private PhotoSignature() {}

  /** Whether a file begins as a photo does. */
  static boolean isPhoto(byte[] start) {
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
        || text.startsWith("\u00ff\n")
        || text.startsWith("JXL ", 4)
        || text.startsWith("jP  ", 4)
        || text.startsWith("8BPS")
        || text.startsWith("FUJIFILM")
        || text.startsWith("ftyp", 4)
            && text.length() >= 12
            && BRANDS.contains(text.substring(8, 12));
  }
}
