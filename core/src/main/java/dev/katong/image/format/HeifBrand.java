package dev.katong.image.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Recognises HEIC and AVIF photos by the brands in their first box (ISO/IEC 14496-12, 4.3). */
final class HeifBrand {
  private static final Set<String> HEIC =
      Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs");

  private static final Set<String> AVIF = Set.of("avif", "avis");

  /** Pictures and sequences in HEIF (ISO/IEC 23008-12) whose codec another brand tells. */
  private static final Set<String> HEIF = Set.of("mif1", "mif2", "mif3", "msf1", "miaf");

  private HeifBrand() {}

  /** The kind of photo with its article, such as "a HEIC photo"; empty if it is another file. */
  static Optional<String> photo(ByteBuffer file) {
    byte[] start = new byte[Math.min(PhotoSignature.BYTES, file.limit())];
    file.get(0, start);
    return photo(new String(start, ISO_8859_1));
  }

  /** As {@link #photo(ByteBuffer)}, by the first bytes. */
  static Optional<String> photo(String start) {
    if (!isOfBoxes(start)) {
      return Optional.empty();
    }
    String main = start.substring(8, 12);
    return Stream.concat(Stream.of(main), compatibleBrands(start))
        .flatMap(brand -> ofBrand(brand).stream())
        .findFirst()
        .or(() -> HEIF.contains(main) ? Optional.of("a HEIF photo") : Optional.empty());
  }

  /** True if a file consists of ISO base media boxes. */
  static boolean isOfBoxes(String start) {
    return start.startsWith("ftyp", 4) && start.length() >= 12;
  }

  /** Those of the file type box as far as {@code start} goes; the minor version is before them. */
  private static Stream<String> compatibleBrands(String start) {
    int end = start.charAt(0) == 0 && start.charAt(1) == 0 ? start.charAt(2) << 8 : 0;
    int length = Math.min(start.length(), end | start.charAt(3));
    return IntStream.range(4, length / 4).mapToObj(i -> start.substring(4 * i, 4 * i + 4));
  }

  private static Optional<String> ofBrand(String brand) {
    if (HEIC.contains(brand)) {
      return Optional.of("a HEIC photo");
    }
    return AVIF.contains(brand) ? Optional.of("an AVIF photo") : Optional.empty();
  }
}
