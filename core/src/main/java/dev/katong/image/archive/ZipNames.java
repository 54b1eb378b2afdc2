package dev.katong.image.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mozilla.universalchardet.UniversalDetector;

/**
 * Finds the charset of names in a zip archive that does not say it: Windows writes names in the
 * code page of its language, macOS in UTF-8.
 */
final class ZipNames {
  /** The charset of the zip format itself. */
  private static final Charset CP437 = Charset.forName("IBM437");

  private static final Charset GBK = Charset.forName("GBK");
  private static final Charset SHIFT_JIS = Charset.forName("windows-31j");

  /** The least bytes of text for which statistics of a language are reliable. */
  private static final int ENOUGH_BYTES = 40;

  private static final Set<String> TWO_BYTES =
      Set.of("GB18030", "GB2312", "BIG5", "EUC-KR", "EUC-TW", "EUC-JP", "SHIFT_JIS");

  private ZipNames() {}

  /** The charset that all names are most probably in. */
  static Charset charset(Collection<byte[]> names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] name : names) {
      if (!isAscii(name)) {
        bytes.writeBytes(name);
        bytes.write('\n');
      }
    }
    byte[] all = bytes.toByteArray();
    if (all.length == 0 || decoded(all, StandardCharsets.UTF_8).isPresent()) {
      return StandardCharsets.UTF_8;
    }
    return detected(all).orElseGet(() -> common(all));
  }

  private static boolean isAscii(byte[] name) {
    for (byte letter : name) {
      if (letter < 0) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Charset> detected(byte[] names) {
    if (names.length < ENOUGH_BYTES) {
      return Optional.empty();
    }
    UniversalDetector detector = new UniversalDetector();
    detector.handleData(names);
    detector.dataEnd();
    return Optional.ofNullable(detector.getDetectedCharset())
        .filter(TWO_BYTES::contains)
        .map(name -> name.equals("SHIFT_JIS") ? SHIFT_JIS : Charset.forName(name))
        .filter(charset -> decoded(names, charset).isPresent());
  }

  /** The charset of a short text: the one in which all its letters are common. */
  private static Charset common(byte[] names) {
    for (Charset charset : List.of(GBK, SHIFT_JIS)) {
      Optional<String> text = decoded(names, charset);
      if (text.isPresent() && text.get().chars().allMatch(letter -> isCommon(letter, charset))) {
        return charset;
      }
    }
    return CP437;
  }

  private static boolean isCommon(int letter, Charset charset) {
    if (letter < 0x80) {
      return true;
    }
    byte[] bytes = Character.toString(letter).getBytes(charset);
    int first = bytes[0] & 0xff;
    int second = bytes.length > 1 ? bytes[1] & 0xff : 0;
    if (charset.equals(GBK)) {
      // Symbols and the two levels of hanzi of GB 2312.
      return second >= 0xa1 && (first >= 0xa1 && first <= 0xa3 || first >= 0xb0 && first <= 0xf7);
    }
    // Punctuation, kana, and the two levels of kanji of JIS X 0208; no half-width kana.
    return second > 0
        && (first == 0x81 && second <= 0x5b
            || first == 0x82 && second >= 0x4f
            || first == 0x83
            || first >= 0x88 && first <= 0x9f
            || first >= 0xe0 && first <= 0xea);
  }

  private static Optional<String> decoded(byte[] names, Charset charset) {
    try {
      return Optional.of(
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(names))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
