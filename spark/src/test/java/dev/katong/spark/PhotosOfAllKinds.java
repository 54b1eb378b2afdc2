package dev.katong.spark;

import dev.katong.fixture.DrawnPortrait;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.apache.hadoop.fs.FileSystem;

/** Photos for jobs: drawn ones, and files that are none. */
final class PhotosOfAllKinds {
  static final int GOOD = 4;
  static final int BAD = 4;
  static final int WIDTH = 160;
  static final int HEIGHT = 120;

  private PhotosOfAllKinds() {}

  static byte[] portrait() {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    try {
      ImageIO.write(DrawnPortrait.draw(WIDTH, HEIGHT), "jpg", jpeg);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jpeg.toByteArray();
  }

  /** Four photos, four files that only look like photos, and three to be passed over, by name. */
  static Map<String, byte[]> all() {
    byte[] portrait = portrait();
    byte[] text = "no photo".getBytes(StandardCharsets.UTF_8);
    Map<String, byte[]> files = new TreeMap<>();
    files.put("plain.jpg", portrait);
    files.put("plain.jpeg", portrait);
    files.put("trip/2026/day one.jpg", portrait);
    files.put("trip/odd %41 # + ü.JPG", portrait);
    files.put("empty.jpg", new byte[0]);
    files.put("trip/cut.jpg", Arrays.copyOf(portrait, portrait.length / 2));
    files.put("text.png", text);
    files.put("huge.png", hugePng());
    files.put("notes.txt", text);
    files.put("trip/.hidden.jpg", portrait);
    files.put("_logs/plain.jpg", portrait);
    return files;
  }

  static void writeAll(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : all().entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }

  static void writeAll(FileSystem files, String folder) throws IOException {
    for (Map.Entry<String, byte[]> file : all().entrySet()) {
      try (OutputStream out =
          files.create(new org.apache.hadoop.fs.Path(folder + "/" + file.getKey()))) {
        out.write(file.getValue());
      }
    }
  }

  /** A PNG of a few bytes that says it has 10 gigapixels. */
  private static byte[] hugePng() {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(png)) {
      out.writeLong(0x89504e470d0a1a0aL);
      ByteArrayOutputStream chunk = new ByteArrayOutputStream();
      DataOutputStream header = new DataOutputStream(chunk);
      header.writeBytes("IHDR");
      header.writeInt(100_000);
      header.writeInt(100_000);
      header.write(new byte[] {8, 2, 0, 0, 0});
      CRC32 crc = new CRC32();
      crc.update(chunk.toByteArray());
      out.writeInt(chunk.size() - 4);
      out.write(chunk.toByteArray());
      out.writeInt((int) crc.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }
}
