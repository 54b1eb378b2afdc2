package dev.katong.image.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Kinds of files that people take for photos and that cannot be decoded here. */
final class UnsupportedFormat {
  private static final Set<String> HEIC =
      Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs");

  private static final Set<String> AVIF = Set.of("avif", "avis");

  /** Pictures and sequences in HEIF (ISO/IEC 23008-12) whose codec another brand tells. */
  private static final Set<String> HEIF = Set.of("mif1", "mif2", "mif3", "msf1", "miaf");

  static final String RAW =
      "is a camera's raw file, which cannot be decoded here; develop it to JPEG or TIFF";

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
    if (isOfBoxes(start)) {
      return ofBrands(start);
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
    if (isOfBoxes(start)) {
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

  /** True if a file consists of ISO base media boxes (ISO/IEC 14496-12, 4.3). */
  private static boolean isOfBoxes(String start) {
    return start.startsWith("ftyp", 4) && start.length() >= 12;
  }

  /** Advice by the main brand, or by the others where that one tells no codec; empty of videos. */
  private static Optional<String> ofBrands(String start) {
    String main = start.substring(8, 12);
    return HEIF.contains(main)
        ? compatibleBrands(start)
            .flatMap(brand -> ofBrand(brand).stream())
            .findFirst()
            .or(() -> Optional.of(toBeExported("HEIF of a rare codec")))
        : ofBrand(main);
  }

  /** Those of the file type box as far as {@code start} goes; the minor version is before them. */
  private static Stream<String> compatibleBrands(String start) {
    int end = start.charAt(0) == 0 && start.charAt(1) == 0 ? start.charAt(2) << 8 : 0;
    int length = Math.min(start.length(), end | start.charAt(3));
    return IntStream.range(4, length / 4).mapToObj(i -> start.substring(4 * i, 4 * i + 4));
  }

  private static Optional<String> ofBrand(String brand) {
    if (HEIC.contains(brand)) {
      return Optional.of(
          "is a HEIC photo, which cannot be decoded here; export it as JPEG (an iPhone takes"
              + " JPEGs with Settings > Camera > Formats > Most Compatible)");
    }
    if (AVIF.contains(brand)) {
      return Optional.of(toBeExported("AVIF"));
    }
    return brand.equals("crx ") ? Optional.of(RAW) : Optional.empty();
  }

  private static String toBeExported(String kind) {
    return "holds %s, which cannot be decoded here; export it as JPEG, PNG or WebP".formatted(kind);
  }
}
