package dev.katong.style;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.katong.KatongException.BadModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A file of a style pack: in memory, or on disk and read each time it is asked for. */
sealed interface PackFile {
  /** A pack unpacks to at most this many bytes; no real style comes near. */
  long MAX_BYTES = 1L << 30;

  byte[] bytes() throws IOException;

  long length() throws IOException;

  /** A file's content. */
  record InMemory(byte[] bytes) implements PackFile {
    @Override
    public long length() {
      return bytes.length;
    }
  }

  /** A file's place. */
  record OnDisk(Path file) implements PackFile {
    @Override
    public byte[] bytes() throws IOException {
      return Files.readAllBytes(file);
    }

    @Override
    public long length() throws IOException {
      return Files.size(file);
    }
  }

  static Map<String, PackFile> inMemory(Map<String, byte[]> files) {
    Map<String, PackFile> contents = new HashMap<>();
    files.forEach((name, bytes) -> contents.put(name, new InMemory(bytes)));
    return contents;
  }

  /** The files that lie directly in a folder. */
  static Map<String, PackFile> ofFolder(Path folder) throws IOException {
    Map<String, PackFile> files = new HashMap<>();
    long total = 0;
    try (var entries = Files.newDirectoryStream(folder, Files::isRegularFile)) {
      for (Path file : entries) {
        total += Files.size(file);
        checkTotal(total, folder);
        files.put(String.valueOf(file.getFileName()), new OnDisk(file));
      }
    }
    return files;
  }

  /** The files of a zip, unpacked. */
  static Map<String, PackFile> ofZip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length < 4 || bytes[0] != 'P' || bytes[1] != 'K') {
      throw new BadModel(file + " is neither a style pack's folder nor a zip");
    }
    Map<String, PackFile> files = new HashMap<>();
    long total = 0;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes), UTF_8)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          byte[] content = zip.readNBytes((int) (MAX_BYTES - total + 1));
          total += content.length;
          checkTotal(total, file);
          // A pack zipped together with its folder is as good as one zipped inside it.
          String name = entry.getName();
          files.put(name.substring(name.lastIndexOf('/') + 1), new InMemory(content));
        }
      }
    }
    return files;
  }

  private static void checkTotal(long total, Path where) {
    if (total > MAX_BYTES) {
      throw new BadModel(where + " holds more than a style pack's 1 GB; it is not used");
    }
  }
}
