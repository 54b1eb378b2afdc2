package dev.katong.forge.pull;

import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.BadOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches files into a folder. What an earlier call left there is used: whole files are checked and
 * kept, parts are continued. A file gets its name only once its length, and its SHA-256 where the
 * service gives one, are right.
 */
final class Downloader {
  private static final int BUFFER = 1 << 16;
  private static final int DIGITS = 12;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

  private final HttpReader http;
  private final Retries retries;
  private final DownloadListener listener;

  /** The length of the whole files among those of this call. */
  private long finished;

  Downloader(HttpReader http, DownloadListener listener) {
    this.http = http;
    this.retries = new Retries(http.patience(), listener);
    this.listener = listener;
  }

  /**
   * Fetches what is not there yet.
   *
   * @param what the files are together, for the listener
   * @param folder exists
   * @throws BadDownload if a file cannot be fetched, or is not what the service says it is
   * @throws BadOutput if the folder cannot be written
   */
  void fetch(String what, List<RemoteFile> files, Path folder) {
    finished = 0;
    long there = files.stream().mapToLong(file -> thereOf(file, folder)).sum();
    listener.begin(what, there, files.stream().mapToLong(RemoteFile::bytes).sum());
    for (RemoteFile file : files) {
      fetch(file, folder);
      finished += file.bytes();
      listener.progress(finished);
    }
  }

  /** How many bytes of a file are in a folder already. */
  static long thereOf(RemoteFile file, Path folder) {
    try {
      Path whole = folder.resolve(file.name());
      Path part = part(file, folder);
      return Files.exists(whole)
          ? file.bytes()
          : Files.exists(part) && file.sha256() != null ? Files.size(part) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private void fetch(RemoteFile file, Path folder) {
    Path whole = folder.resolve(file.name());
    if (isWhole(file, whole)) {
      return;
    }
    try (PartFile part = PartFile.open(part(file, folder))) {
      // Without a digest nobody could tell whether a part belongs to the file as it is now.
      if (file.sha256() == null || part.length() > file.bytes()) {
        part.clear();
      }
      boolean continued = part.length() > 0;
      complete(file, part);
      if (continued && !isRight(file, part)) {
        listener.note(
            "what an earlier call left of " + file.name() + " does not fit; it begins anew");
        part.clear();
        complete(file, part);
      }
      if (!isRight(file, part)) {
        String found = part.sha256();
        part.delete();
        throw new BadDownload(
            ("%s came damaged from %s: its SHA-256 is %s, and should be %s; it was deleted, so try"
                    + " again; if that does not help, something between here and there changes files")
                .formatted(file.name(), HttpReader.place(file.address()), found, file.sha256()));
      }
      part.finish(whole);
    }
    listener.fetched(file.name(), file.bytes());
  }

  /** Its name tells which version of the file it is a part of. */
  private static Path part(RemoteFile file, Path folder) {
    String digest = file.sha256();
    String version = digest == null ? "" : "." + digest.substring(0, DIGITS);
    return folder.resolve(file.name() + version + ".part");
  }

  private static boolean isWhole(RemoteFile file, Path path) {
    try {
      return Files.isRegularFile(path)
          && Files.size(path) == file.bytes()
          && file.sha256() != null
          && file.sha256().equals(PartFile.sha256(path));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isRight(RemoteFile file, PartFile part) {
    return file.sha256() == null || file.sha256().equals(part.sha256());
  }

  private void complete(RemoteFile file, PartFile part) {
    retries.run(
        () -> {
          if (part.length() < file.bytes()) {
            receive(file, part);
          }
          return part;
        },
        part::length);
  }

  /** Asks for the rest of a file and appends what comes. */
  private void receive(RemoteFile file, PartFile part) throws Disturbance {
    URI address = file.address();
    HttpResponse<InputStream> response = http.get(address, part.length());
    try (InputStream body = response.body();
        Silence silence = Silence.over(body, http.patience().silence())) {
      if (response.statusCode() == RANGE_NOT_SATISFIABLE && part.length() > 0) {
        part.clear();
        throw other(file);
      }
      HttpReader.check(response.statusCode(), address, file.name(), "");
      place(file, part, response);
      append(file, part, body, silence);
    } catch (IOException e) {
      throw HttpReader.broken(address, e);
    }
    if (part.length() < file.bytes()) {
      throw HttpReader.broken(address, null);
    }
  }

  /** Has the part end where the answer begins. */
  private static void place(RemoteFile file, PartFile part, HttpResponse<InputStream> response)
      throws Disturbance {
    // Not told by the status: ModelScope gives what was asked for with status 200 instead of 206.
    Matcher range =
        CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    if (!range.matches()) {
      part.clear();
      OptionalLong length = response.headers().firstValueAsLong("Content-Length");
      if (length.isPresent() && length.getAsLong() > file.bytes()) {
        throw tooLong(file);
      }
      return;
    }
    boolean sameFile = range.group(2).equals("*") || Long.parseLong(range.group(2)) == file.bytes();
    if (!sameFile || Long.parseLong(range.group(1)) != part.length()) {
      part.clear();
      throw other(file);
    }
  }

  private void append(RemoteFile file, PartFile part, InputStream body, Silence silence)
      throws Disturbance {
    byte[] buffer = new byte[BUFFER];
    while (true) {
      int count;
      try {
        count = body.read(buffer);
      } catch (IOException e) {
        throw silence.ended() ? http.silent(file.address()) : HttpReader.broken(file.address(), e);
      }
      if (count < 0) {
        // A stream that another thread has closed may look like one that is at its end.
        if (silence.ended()) {
          throw http.silent(file.address());
        }
        return;
      }
      silence.heard();
      if (part.length() + count > file.bytes()) {
        part.clear();
        throw tooLong(file);
      }
      part.append(buffer, count);
      listener.progress(finished + part.length());
    }
  }

  private static Disturbance other(RemoteFile file) {
    return new Disturbance(
        "%s has another part of %s than was asked for"
            .formatted(HttpReader.place(file.address()), file.name()),
        "try again later");
  }

  private static BadDownload tooLong(RemoteFile file) {
    return new BadDownload(
        ("%s gives more than the %d bytes of %s; the file may have been changed a moment ago, or"
                + " another service answers in its place: try again")
            .formatted(HttpReader.place(file.address()), file.bytes(), file.name()));
  }
}
