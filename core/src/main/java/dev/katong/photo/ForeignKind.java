package dev.katong.photo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/** Kinds of files that people take for photos and that cannot be decoded here. */
final class ForeignKind {
  private static final Set<String> HEIF =
      Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1");

  static final String RAW =
      "is a camera's raw file, which cannot be decoded here; develop it to JPEG or TIFF";

  private ForeignKind() {}

  /**
   * What a file is and what to do with it, as the end of a sentence that begins with its name.
   *
   * @return empty if its first bytes tell nothing
   */
  static Optional<String> advice(ByteBuffer file) {
    byte[] start = new byte[Math.min(32, file.limit())];
    file.get(0, start);
    String text = new String(start, ISO_8859_1);
    if (text.startsWith("ftyp", 4) && text.length() >= 12) {
      return Optional.of(ofBrand(text.substring(8, 12)));
    }
    if (text.startsWith("\u00ff\n") || text.startsWith("JXL ", 4)) {
      return Optional.of(toBeExported("JPEG XL"));
    }
    if (text.startsWith("8BPS")) {
      return Optional.of(toBeExported("a Photoshop picture"));
    }
    if (text.startsWith("jP  ", 4)) {
      return Optional.of(toBeExported("JPEG 2000"));
    }
    if (text.startsWith("%PDF")) {
      return Optional.of("is a PDF document; take the photo out of it as JPEG or PNG");
    }
    if (text.startsWith("<svg") || text.startsWith("<?xml")) {
      return Optional.of("is a drawing or a text, not a photo; export it as PNG");
    }
    if (text.startsWith("FUJIFILM") || text.startsWith("II*\0\020\0\0\0CR")) {
      return Optional.of(RAW);
    }
    return Optional.empty();
  }

  /** What a file of ISO base media boxes is (ISO/IEC 14496-12, 4.3). */
  private static String ofBrand(String brand) {
    if (HEIF.contains(brand)) {
      return "is a HEIC photo, which cannot be decoded here; export it as JPEG (an iPhone takes"
          + " JPEGs with Settings > Camera > Formats > Most Compatible)";
    }
    if (brand.equals("avif") || brand.equals("avis")) {
      return toBeExported("AVIF");
    }
    if (brand.equals("crx ")) {
      return RAW;
    }
    return "is a video, not a photo; save one of its frames as JPEG";
  }

  private static String toBeExported(String kind) {
    return "holds %s, which cannot be decoded here; export it as JPEG, PNG or WebP".formatted(kind);
  }
}
