package dev.katong.server.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes pictures into a zip archive, as they are: they would not get smaller. */
final class ZipPictures implements AutoCloseable {
  private static final int AS_THEY_ARE = 0;

  private final ZipOutputStream zip;
  private final Set<String> names = new HashSet<>();

  ZipPictures(OutputStream out) {
    zip = new ZipOutputStream(out);
    zip.setLevel(AS_THEY_ARE);
  }

  /** Adds a file; one of a name that is taken gets a number. */
  void add(Path file, String name) throws IOException {
    zip.putNextEntry(new ZipEntry(free(name)));
    Files.copy(file, zip);
    zip.closeEntry();
  }

  /** Two names that differ in case only are one on some systems. */
  private String free(String name) {
    int dot = name.lastIndexOf('.');
    String candidate = name;
    for (int number = 2; !names.add(candidate.toLowerCase(Locale.ROOT)); number++) {
      candidate = name.substring(0, dot) + "-" + number + name.substring(dot);
    }
    return candidate;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
