package dev.katong.server.jobs;

import dev.katong.image.archive.PhotoArchive;
import dev.katong.image.format.PhotoSignature;
import dev.katong.server.ServerSettings;
import dev.katong.server.service.ServiceException;
import dev.katong.server.storage.JobFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Stores the photos of a new job, single ones and those of zip archives, within the limits. A photo
 * that is too large fails alone; a job that is too large is refused. A file of an archive that is
 * no photo is skipped; one that was sent alone is kept, as its sender waits for it, and fails.
 */
final class UploadExtractor {
  private static final int MOST_SKIPPED = 100;

  private final UUID job;
  private final JobFiles files;
  private final ServerSettings settings;
  private final BooleanSupplier cancelled;
  private final List<JobPicture> pictures = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private long bytes;

  /**
   * An extractor for one job.
   *
   * @param cancelled true once the client has disconnected; storing then stops
   */
  UploadExtractor(UUID job, JobFiles files, ServerSettings settings, BooleanSupplier cancelled) {
    this.job = job;
    this.files = files;
    this.settings = settings;
    this.cancelled = cancelled;
  }

  List<JobPicture> pictures() {
    return pictures;
  }

  /** The names of files in archives that are no photos, the first hundred. */
  List<String> skipped() {
    return skipped;
  }

  /** The bytes of the photos on the disk. */
  long bytes() {
    return bytes;
  }

  /**
   * Stores a photo, or all photos of a zip archive.
   *
   * @param file the upload; moved away or left where it is
   * @param name the sender's name for it
   */
  void add(Path file, String name) throws IOException {
    stopIfCancelled();
    if (PhotoArchive.isZip(file)) {
      unpack(file, PictureNames.plain(name));
    } else {
      move(file, PictureNames.plain(name));
    }
  }

  private void move(Path file, String name) throws IOException {
    int number = nextNumber(1);
    long size = Files.size(file);
    if (size > settings.maxUploadBytes()) {
      pictures.add(tooLarge(number, name));
      return;
    }
    count(size);
    JobPicture picture = JobPicture.waiting(job, number, name);
    Files.move(file, files.draft(picture.photo()));
    files.keep(picture.photo());
    pictures.add(picture);
  }

  private void unpack(Path file, String name) throws IOException {
    try (PhotoArchive archive =
        new PhotoArchive(
            file, name, settings.jobs().maxPictures(), settings.jobs().maxUploadBytes() - bytes)) {
      List<PhotoArchive.Entry> photos = new ArrayList<>();
      for (PhotoArchive.Entry entry : archive.entries()) {
        stopIfCancelled();
        if (PhotoSignature.isPhoto(archive.start(entry))) {
          photos.add(entry);
        } else if (skipped.size() < MOST_SKIPPED) {
          skipped.add(entry.name());
        }
      }
      int unused = nextNumber(photos.size());
      for (PhotoArchive.Entry photo : photos) {
        unpack(archive, photo);
      }
    } catch (PhotoArchive.Unreadable e) {
      throw ServiceException.of("images", "images: " + e.getMessage());
    } catch (PhotoArchive.TooLarge e) {
      throw new ServiceException(ServiceException.Kind.TOO_LARGE, String.valueOf(e.getMessage()));
    }
  }

  private void unpack(PhotoArchive archive, PhotoArchive.Entry photo) throws IOException {
    int number = nextNumber(1);
    if (photo.size() > settings.maxUploadBytes()) {
      pictures.add(tooLarge(number, photo.name()));
      return;
    }
    count(photo.size());
    JobPicture picture = JobPicture.waiting(job, number, photo.name());
    try (FileChannel out =
        FileChannel.open(
            files.draft(picture.photo()),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      archive.unpack(
          photo,
          (buffer, length) -> {
            stopIfCancelled();
            ByteBuffer piece = ByteBuffer.wrap(buffer, 0, length);
            while (piece.hasRemaining()) {
              int written = out.write(piece);
            }
          });
    }
    files.keep(picture.photo());
    pictures.add(picture);
  }

  /**
   * The number of the next picture.
   *
   * @throws ServiceException if the job cannot have {@code more} pictures in addition
   */
  private int nextNumber(int more) {
    if (pictures.size() + more > settings.jobs().maxPictures()) {
      throw new ServiceException(
          ServiceException.Kind.TOO_LARGE,
          "a job has at most %d pictures; make several jobs of them"
              .formatted(settings.jobs().maxPictures()));
    }
    return pictures.size() + 1;
  }

  private JobPicture tooLarge(int number, String name) {
    return JobPicture.failed(
        job,
        number,
        name,
        "too-large",
        "the photo has more than %d bytes".formatted(settings.maxUploadBytes()));
  }

  private void count(long size) {
    bytes += size;
    if (bytes > settings.jobs().maxUploadBytes()) {
      throw new ServiceException(
          ServiceException.Kind.TOO_LARGE,
          "the photos of a job have at most %d bytes; make several jobs of them"
              .formatted(settings.jobs().maxUploadBytes()));
    }
  }

  private void stopIfCancelled() {
    if (cancelled.getAsBoolean()) {
      throw JobRunner.left();
    }
  }
}
