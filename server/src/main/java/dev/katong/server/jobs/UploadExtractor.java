package dev.katong.server.jobs;

import dev.katong.server.ServerSettings;
import dev.katong.server.service.ServiceException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Takes in the photos of a new job, single ones and those inside zip archives, within the limits. A
 * photo that is too large fails alone; a job that is too large is refused.
 */
final class UploadExtractor {
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  /** An archive of nothing is its own end. */
  private static final byte[] EMPTY_ZIP = {'P', 'K', 5, 6};

  private static final int MOST_NAME = 200;
  private static final int BUFFER = 1 << 16;

  private final UUID job;
  private final JobFiles files;
  private final ServerSettings settings;
  private final List<JobPicture> pictures = new ArrayList<>();
  private long bytes;

  UploadExtractor(UUID job, JobFiles files, ServerSettings settings) {
    this.job = job;
    this.files = files;
    this.settings = settings;
  }

  List<JobPicture> pictures() {
    return pictures;
  }

  /** What the photos take on the disk. */
  long bytes() {
    return bytes;
  }

  /**
   * Takes in a photo, or all photos of a zip archive.
   *
   * @param file what was sent; moved away or left behind
   * @param name what the sender calls it
   */
  void add(Path file, String name) throws IOException {
    if (isZip(file)) {
      try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
        unpack(zip);
      } catch (ZipException | EOFException | IllegalArgumentException e) {
        // The last of them is a name that is not in the charset that the archive says.
        throw ServiceException.of("images", "images: the archive " + plain(name) + " is damaged");
      }
    } else {
      try (InputStream photo = Files.newInputStream(file)) {
        store(photo, name);
      }
    }
  }

  private static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(ZIP.length);
      return Arrays.equals(start, ZIP) || Arrays.equals(start, EMPTY_ZIP);
    }
  }

  private void unpack(ZipInputStream zip) throws IOException {
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (!entry.isDirectory() && !isHidden(entry.getName())) {
        store(zip, entry.getName());
      }
    }
  }

  /** What systems put beside files, such as macOS's {@code __MACOSX} and Windows' thumbnails. */
  private static boolean isHidden(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return name.startsWith("__MACOSX/") || last.startsWith(".") || last.equals("Thumbs.db");
  }

  private void store(InputStream photo, String name) throws IOException {
    int number = pictures.size() + 1;
    if (number > settings.jobs().maxPictures()) {
      throw new ServiceException(
          ServiceException.Kind.TOO_LARGE,
          "a job has at most %d pictures; make several jobs of them"
              .formatted(settings.jobs().maxPictures()));
    }
    Path target = files.photo(job, number);
    boolean whole = copy(photo, target);
    pictures.add(
        new JobPicture(
            job,
            number,
            plain(name),
            whole ? PictureState.WAITING : PictureState.FAILED,
            whole ? null : "too-large",
            whole ? null : "the photo has more than %d bytes".formatted(settings.maxUploadBytes()),
            null,
            null));
  }

  /**
   * Copies a photo.
   *
   * @return false if it is too large; then nothing is left of it
   */
  private boolean copy(InputStream photo, Path target) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try (OutputStream out = Files.newOutputStream(target)) {
      for (int read = photo.read(buffer); read >= 0; read = photo.read(buffer)) {
        size += read;
        if (bytes + size > settings.jobs().maxUploadBytes()) {
          throw new ServiceException(
              ServiceException.Kind.TOO_LARGE,
              "the photos of a job have at most %d bytes; make several jobs of them"
                  .formatted(settings.jobs().maxUploadBytes()));
        }
        if (size > settings.maxUploadBytes()) {
          break;
        }
        out.write(buffer, 0, read);
      }
    }
    if (size > settings.maxUploadBytes()) {
      Files.delete(target);
      return false;
    }
    bytes += size;
    return true;
  }

  /** A name for people to read: its last part, without what would harm a terminal or a page. */
  static String plain(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String clean = last.replaceAll("[\\p{Cntrl}\\p{Cf}]", "").strip();
    String shown = clean.isEmpty() || clean.equals("..") || clean.equals(".") ? "photo" : clean;
    return shown.length() > MOST_NAME ? shown.substring(0, MOST_NAME) : shown;
  }
}
