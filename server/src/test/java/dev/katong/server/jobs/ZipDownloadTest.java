package dev.katong.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.server.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipDownloadTest {
  private static final Instant TIME = Instant.parse("2026-11-22T08:30:02Z");

  private static final UUID JOB = UUID.randomUUID();

  @TempDir private Path folder;

  @Test
  void pieces_together_areAnArchive() throws Exception {
    ZipDownload zip = new ZipDownload(List.of(entry("照片/a.png", "one"), entry("b.png", "")), TIME);
    byte[] bytes = bytes(zip, 0, zip.length(), 7);

    assertThat(bytes).hasSize((int) zip.length());
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      ZipEntry first = in.getNextEntry();
      assertThat(first.getName()).isEqualTo("照片/a.png");
      assertThat(first.getTimeLocal()).isEqualTo("2026-11-22T08:30:02");
      assertThat(in.readAllBytes()).asString().isEqualTo("one");
      assertThat(in.getNextEntry().getName()).isEqualTo("b.png");
      assertThat(in.getNextEntry()).isNull();
    }
    Path file = Files.write(folder.resolve("whole.zip"), bytes);
    try (java.util.zip.ZipFile strict = new java.util.zip.ZipFile(file.toFile())) {
      assertThat(strict.size()).isEqualTo(2);
    }
  }

  @Test
  void pieces_ofARange_areThatPartOfTheWhole() throws Exception {
    ZipDownload zip = new ZipDownload(List.of(entry("a", "one"), entry("b", "twenty")), TIME);
    byte[] whole = bytes(zip, 0, zip.length(), 1000);
    for (int start = 0; start < whole.length; start++) {
      for (int end = start; end <= whole.length; end += 5) {
        assertThat(bytes(zip, start, end - start, 4))
            .isEqualTo(Arrays.copyOfRange(whole, start, end));
      }
    }
  }

  @Test
  void pieces_beyondFourGigabytes_areAnArchive() throws Exception {
    StoredFile large = new StoredFile(JOB, "large");
    try (RandomAccessFile file = new RandomAccessFile(path(large).toFile(), "rw")) {
      file.setLength(3L << 30);
    }
    // The CRC is not read here.
    ZipDownload zip =
        new ZipDownload(
            List.of(
                new ZipDownload.Entry("1", large, 3L << 30, 0),
                new ZipDownload.Entry("2", large, 3L << 30, 0),
                entry("3", "three")),
            TIME);
    Path file = folder.resolve("sparse.zip");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      for (ZipDownload.Piece piece : zip.pieces(0, zip.length(), Integer.MAX_VALUE)) {
        if (large.equals(piece.file())) {
          out.seek(out.getFilePointer() + piece.length());
        } else {
          out.write(read(piece));
        }
      }
    }
    try (ZipFile read = ZipFile.builder().setPath(file).get()) {
      assertThat(read.getInputStream(read.getEntry("3")).readAllBytes())
          .asString()
          .isEqualTo("three");
    }
    try (java.util.zip.ZipFile strict = new java.util.zip.ZipFile(file.toFile())) {
      assertThat(strict.size()).isEqualTo(3);
    }
  }

  private ZipDownload.Entry entry(String name, String content) throws Exception {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    StoredFile file = new StoredFile(JOB, "entry" + UUID.randomUUID());
    Files.write(path(file), bytes);
    return new ZipDownload.Entry(name, file, bytes.length, crc.getValue());
  }

  private Path path(StoredFile file) {
    return folder.resolve(file.name());
  }

  private byte[] bytes(ZipDownload zip, long start, long count, int longest) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ZipDownload.Piece piece : zip.pieces(start, count, longest)) {
      assertThat(piece.length()).isBetween(1L, (long) longest);
      out.write(read(piece));
    }
    return out.toByteArray();
  }

  private byte[] read(ZipDownload.Piece piece) throws Exception {
    byte[] bytes = piece.bytes();
    if (bytes != null) {
      return Arrays.copyOfRange(
          bytes, (int) piece.offset(), (int) (piece.offset() + piece.length()));
    }
    ByteBuffer part = ByteBuffer.allocate((int) piece.length());
    try (FileChannel channel = FileChannel.open(path(Objects.requireNonNull(piece.file())))) {
      while (part.hasRemaining() && channel.read(part, piece.offset() + part.position()) >= 0) {}
    }
    return part.array();
  }
}
