package dev.katong.forge.download;

import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.BadOutput;
import dev.katong.forge.download.RetryPolicy.TransientFailure;
import dev.katong.image.io.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches files into a folder. Whole files that an earlier call left there are checked and kept,
 * parts are continued. A file gets its name only once its length, and its SHA-256 where the service
 * gives one, are right.
 */
final class Downloader {
  private static final int BUFFER = 1 << 16;
  private static final int DIGITS = 12;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

  private final RetryPolicy policy;
  private final DownloadListener listener;

  /** The length of the whole files among those of this call. */
  private long finished;

  Downloader(RetryPolicy policy, DownloadListener listener) {
    this.policy = policy;
    this.listener = listener;
  }

  /**
   * Fetches what is not there yet.
   *
   * @param what the files are together, for the listener
   * @param folder exists
   * @throws BadDownload if a file cannot be fetched, or is not what the service says it is
   * @throws BadOutput if the folder cannot be written, or its disk has not enough free space for
   *     the files and a copy of them
   */
  void fetch(String what, List<RemoteFile> files, Path folder) {
    finished = 0;
    long there = files.stream().mapToLong(file -> bytesThere(file, folder)).sum();
    long bytes = files.stream().mapToLong(RemoteFile::bytes).sum();
    try {
      checkFreeSpace(folder, bytes - there + bytes);
      listener.begin(what, there, bytes);
      for (RemoteFile file : files) {
        fetch(file, folder);
        finished += file.bytes();
        listener.progress(finished);
      }
    } catch (IOException e) {
      throw DownloadFolder.unwritable(folder, e);
    }
  }

  private static void checkFreeSpace(Path folder, long needed) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < needed) {
      throw new BadOutput(
          String.format(
              Locale.ROOT,
              "the disk of %s has %.1f MB free, and %.1f MB are needed; free disk space, or set"
                  + " KATONG_HOME to a folder on another disk",
              folder,
              free / 1e6,
              needed / 1e6));
    }
  }

  /** The number of a file's bytes that are in a folder already. */
  private static long bytesThere(RemoteFile file, Path folder) {
    return Files.exists(folder.resolve(file.name()))
        ? file.bytes()
        : file.sha256() == null ? 0 : length(part(file, folder));
  }

  private static long length(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** The file of a partial download; its name identifies the version of the whole file. */
  private static Path part(RemoteFile file, Path folder) {
    String digest = file.sha256();
    String version = digest == null ? "" : "." + digest.substring(0, DIGITS);
    return folder.resolve(file.name() + version + ".part");
  }

  private void fetch(RemoteFile file, Path folder) throws IOException {
    Path whole = folder.resolve(file.name());
    if (Files.isRegularFile(whole) && Sha256.hex(whole).equals(file.sha256())) {
      return;
    }
    Path part = part(file, folder);
    // Without a digest it is unknown whether a part belongs to the file as it is now.
    if (file.sha256() == null || length(part) > file.bytes()) {
      Files.deleteIfExists(part);
    }
    boolean continued = length(part) > 0;
    complete(file, part);
    while (file.sha256() != null && !Sha256.hex(part).equals(file.sha256())) {
      String found = Sha256.hex(part);
      Files.delete(part);
      if (!continued) {
        throw new BadDownload(
            ("%s came damaged from %s: its SHA-256 is %s, and should be %s; it was deleted, so try"
                    + " again; if that does not help, something between here and there changes"
                    + " files")
                .formatted(file.name(), HttpAnswer.host(file.address()), found, file.sha256()));
      }
      listener.note(
          "what an earlier call left of " + file.name() + " does not fit; it begins again");
      continued = false;
      complete(file, part);
    }
    Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
    listener.fetched(file.name(), file.bytes());
  }

  private void complete(RemoteFile file, Path path) throws IOException {
    try (FileChannel part =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      policy.run(
          () -> {
            if (part.size() < file.bytes()) {
              receive(file, part);
            }
            return part;
          },
          () -> length(path),
          listener);
    }
  }

  /** Requests the rest of a file and appends what comes. */
  private void receive(RemoteFile file, FileChannel part) throws TransientFailure, IOException {
    try (HttpAnswer answer = HttpAnswer.to(file.address(), part.size(), policy)) {
      if (answer.status() != RANGE_NOT_SATISFIABLE) {
        answer.checkStatus(file.name(), "");
      }
      place(file, part, answer);
      byte[] buffer = new byte[BUFFER];
      for (int n = 0; n >= 0; n = answer.read(buffer)) {
        if (part.size() + n > file.bytes()) {
          part.truncate(0);
          throw new BadDownload(
              ("%s gives more than the %d bytes of %s; the file may have been changed a moment ago,"
                      + " or another service answers in its place: try again")
                  .formatted(HttpAnswer.host(file.address()), file.bytes(), file.name()));
        }
        ByteBuffer rest = ByteBuffer.wrap(buffer, 0, n);
        while (rest.hasRemaining()) {
          part.write(rest, part.size());
        }
        listener.progress(finished + part.size());
      }
      if (part.size() < file.bytes()) {
        throw answer.broken(null);
      }
    }
  }

  /** Has the part end where the answer begins. */
  private static void place(RemoteFile file, FileChannel part, HttpAnswer answer)
      throws TransientFailure, IOException {
    // The status does not show it: ModelScope sends the requested part with status 200 instead of
    // 206.
    Matcher range = CONTENT_RANGE.matcher(answer.header("Content-Range"));
    if (answer.status() == RANGE_NOT_SATISFIABLE
        || (range.matches()
            && (Long.parseLong(range.group(1)) != part.size()
                || !List.of("*", "" + file.bytes()).contains(range.group(2))))) {
      part.truncate(0);
      throw new TransientFailure(
          "%s has another part of %s than was asked for"
              .formatted(HttpAnswer.host(file.address()), file.name()),
          "try again later",
          false,
          null);
    }
    if (!range.matches()) {
      part.truncate(0);
    }
  }
}
