package dev.katong.image.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.image.format.PhotoSignature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoArchiveTest {
  private static final int PICTURES = 1000;
  private static final long BYTES = 1L << 30;
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1, 2, 3};

  @TempDir private Path folder;

  @Test
  void entries_ofWindowsArchives_haveTheirNames() throws Exception {
    assertThat(names(fixture("gbk.zip"))).containsExactly("照片/张三.jpg", "照片/李四.jpg");
    assertThat(names(fixture("cp932.zip"))).containsExactly("写真/表示.jpg");
    assertThat(names(fixture("cp437.zip"))).containsExactly("Müller.jpg");
  }

  @Test
  void entries_withoutACharset_areGuessed() throws Exception {
    assertThat(names(zip(StandardCharsets.UTF_8, "写真/é.jpg"))).containsExactly("写真/é.jpg");
    assertThat(names(zip(Charset.forName("windows-31j"), "さくら.jpg", "カメラ/花見.jpg")))
        .containsExactly("さくら.jpg", "カメラ/花見.jpg");
    assertThat(names(zip(Charset.forName("GBK"), "我的照片（一）.jpg"))).containsExactly("我的照片（一）.jpg");
    assertThat(names(zip(Charset.forName("IBM437"), "Übung/Café.jpg", "Größe.jpg")))
        .containsExactly("Übung/Café.jpg", "Größe.jpg");
  }

  @Test
  void entries_withUnicodeExtraFields_areNamedByThem() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      zip.setEncoding("IBM437");
      zip.setUseLanguageEncodingFlag(false);
      zip.setCreateUnicodeExtraFields(
          ZipArchiveOutputStream.UnicodeExtraFieldPolicy.NOT_ENCODEABLE);
      zip.putArchiveEntry(new ZipArchiveEntry("照片.jpg"));
      zip.write(JPEG);
      zip.closeArchiveEntry();
    }
    assertThat(names(bytes.toByteArray())).containsExactly("照片.jpg");
  }

  @Test
  void unpack_storedEntriesWithSizesBehindThem_givesTheirBytes() throws Exception {
    try (PhotoArchive archive = open(fixture("streamed-stored.zip"))) {
      assertThat(archive.entries()).hasSize(2);
      for (PhotoArchive.Entry entry : archive.entries()) {
        assertThat(PhotoSignature.isPhoto(archive.start(entry))).isTrue();
        long[] size = {0};
        archive.unpack(entry, (buffer, length) -> size[0] += length);
        assertThat(size[0]).isEqualTo(entry.size());
      }
    }
  }

  @Test
  void entries_withStepsUpwards_areNamesOnly() throws Exception {
    assertThat(
            names(
                zip(
                    StandardCharsets.UTF_8,
                    "../../etc/a.jpg",
                    "/etc/b.jpg",
                    "C:\\Users\\me\\c.jpg",
                    "..\\d.jpg",
                    "e\u202egpj.exe\u0007.jpg",
                    "__MACOSX/._f.jpg",
                    "day/.DS_Store")))
        .containsExactly("etc/a.jpg", "etc/b.jpg", "Users/me/c.jpg", "d.jpg", "egpj.exe.jpg");
  }

  @Test
  void open_encrypted_saysSo() {
    assertThatThrownBy(() -> open(fixture("encrypted.zip")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is encrypted");
  }

  @Test
  void open_damaged_isRefused() throws Exception {
    byte[] whole = fixture("two-days.zip");
    refused(Arrays.copyOf(whole, whole.length / 2), "is damaged");
    refused(new byte[] {'P', 'K', 3, 4, 0, 0}, "is damaged");
    byte[] overrun = whole.clone();
    int first = indexOf(overrun, new byte[] {'P', 'K', 1, 2});
    little(overrun).putInt(first + 20, 1 << 20).putInt(first + 24, 1 << 20);
    refused(overrun, "is damaged");
  }

  @Test
  void unpack_otherThanTheDirectorySays_isDamaged() throws Exception {
    byte[] whole = fixture("two-days.zip");
    byte[] crc = whole.clone();
    int first = indexOf(crc, new byte[] {'P', 'K', 1, 2});
    crc[first + 16] ^= 1;
    try (PhotoArchive archive = open(crc)) {
      assertThatThrownBy(() -> archive.unpack(archive.entries().get(0), (buffer, length) -> {}))
          .hasMessageContaining("is damaged");
    }
    byte[] bomb = deflated("a.jpg", new byte[1 << 20]);
    little(bomb).putInt(indexOf(bomb, new byte[] {'P', 'K', 1, 2}) + 24, 1000);
    try (PhotoArchive archive = open(bomb)) {
      long[] size = {0};
      assertThatThrownBy(
              () -> archive.unpack(archive.entries().get(0), (buffer, length) -> size[0] += length))
          .hasMessageContaining("is damaged");
      assertThat(size[0]).isLessThanOrEqualTo(1000);
    }
  }

  @Test
  void open_thatUnpacksToTooMuch_isRefused() throws Exception {
    refused(deflated("a.jpg", new byte[100 << 20]), "100 times");
    Path file = Files.write(folder.resolve("large.zip"), deflated("a.jpg", new byte[10_000]));
    assertThatThrownBy(() -> new PhotoArchive(file, "large.zip", PICTURES, 9_999))
        .hasMessageContaining("unpacks to more than 9999 bytes");
  }

  /** As in David Fifield's "A better zip bomb". */
  @Test
  void open_withOverlappingEntries_isRefused() throws Exception {
    byte[] whole = fixture("two-days.zip");
    int second = indexOf(whole, new byte[] {'P', 'K', 1, 2}) + 46 + "day1/a.jpg".length();
    little(whole).putInt(second + 42, 0);
    refused(whole, "is damaged");
  }

  @Test
  void open_withTooManyEntries_isRefused() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setLevel(0);
      for (int i = 0; i < 60_000; i++) {
        zip.putNextEntry(new ZipEntry(Integer.toString(i)));
      }
    }
    refused(bytes.toByteArray(), "too many files");
  }

  private void refused(byte[] zip, String reason) {
    assertThatThrownBy(() -> open(zip))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  private List<String> names(byte[] zip) throws Exception {
    try (PhotoArchive archive = open(zip)) {
      return archive.entries().stream().map(PhotoArchive.Entry::name).toList();
    }
  }

  private PhotoArchive open(byte[] zip) throws Exception {
    Path file = Files.write(folder.resolve("test.zip"), zip);
    return new PhotoArchive(file, "test.zip", PICTURES, BYTES);
  }

  static byte[] fixture(String name) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(PhotoArchiveTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }

  /** An archive whose names are in a charset that it does not say. */
  private static byte[] zip(Charset charset, String... names) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      zip.setEncoding(charset.name());
      zip.setUseLanguageEncodingFlag(false);
      for (String name : names) {
        zip.putArchiveEntry(new ZipArchiveEntry(name));
        zip.write(JPEG);
        zip.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] deflated(String name, byte[] content) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
    return bytes.toByteArray();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i <= bytes.length - wanted.length; i++) {
      if (Arrays.equals(Arrays.copyOfRange(bytes, i, i + wanted.length), wanted)) {
        return i;
      }
    }
    throw new AssertionError("not in the archive");
  }
}
