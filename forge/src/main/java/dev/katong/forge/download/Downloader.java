package dev.katong.forge.download;

import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.BadOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  private final HttpFetcher http;
  private final DownloadListener listener;

  /** The length of the whole files among those of this call. */
  private long finished;

  Downloader(RetryPolicy policy, DownloadListener listener) {
    this.policy = policy;
    this.http = new HttpFetcher(policy);
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
    long there = files.stream().mapToLong(file -> bytesThere(file, folder)).sum();
    listener.begin(what, there, files.stream().mapToLong(RemoteFile::bytes).sum());
    for (RemoteFile file : files) {
      fetch(file, folder);
      finished += file.bytes();
      listener.progress(finished);
    }
  }

  /** The number of a file's bytes that are in a folder already. */
  static long bytesThere(RemoteFile file, Path folder) {
    try {
      Path part = part(file, folder);
      return Files.exists(folder.resolve(file.name()))
          ? file.bytes()
          : Files.exists(part) && file.sha256() != null ? Files.size(part) : 0;
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

  private void fetch(RemoteFile file, Path folder) {
    Path whole = folder.resolve(file.name());
    if (isWhole(file, whole)) {
      return;
    }
    try (PartFile part = PartFile.open(part(file, folder))) {
      // Without a digest it is unknown whether a part belongs to the file as it is now.
      if (file.sha256() == null || part.length() > file.bytes()) {
        part.clear();
      }
      boolean continued = part.length() > 0;
      complete(file, part);
      if (continued && !isRight(file, part)) {
        listener.note(
            "what an earlier call left of " + file.name() + " does not fit; it begins again");
        part.clear();
        complete(file, part);
      }
      if (!isRight(file, part)) {
        String found = part.sha256();
        part.delete();
        throw new BadDownload(
            ("%s came damaged from %s: its SHA-256 is %s, and should be %s; it was deleted, so try"
                    + " again; if that does not help, something between here and there changes files")
                .formatted(file.name(), HttpFetcher.host(file.address()), found, file.sha256()));
      }
      part.finish(whole);
    }
    listener.fetched(file.name(), file.bytes());
  }

  private static boolean isWhole(RemoteFile file, Path path) {
    try {
      return Files.isRegularFile(path)
          && Files.size(path) == file.bytes()
          && PartFile.sha256(path).equals(file.sha256());
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isRight(RemoteFile file, PartFile part) {
    return file.sha256() == null || part.sha256().equals(file.sha256());
  }

  private void complete(RemoteFile file, PartFile part) {
    policy.run(
        () -> {
          if (part.length() < file.bytes()) {
            receive(file, part);
          }
          return part;
        },
        part::length,
        listener);
  }

  /** Requests the rest of a file and appends what comes. */
  private void receive(RemoteFile file, PartFile part) throws TransientIOException {
    URI address = file.address();
    HttpResponse<InputStream> response = http.get(address, part.length());
    try (InputStream body = response.body()) {
      if (response.statusCode() == RANGE_NOT_SATISFIABLE && part.length() > 0) {
        throw otherPart(file, part);
      }
      HttpFetcher.checkStatus(response.statusCode(), address, file.name(), "");
      place(file, part, response.headers());
      byte[] buffer = new byte[BUFFER];
      for (int n = 0; n >= 0; n = http.read(address, body, buffer)) {
        if (part.length() + n > file.bytes()) {
          throw tooLong(file, part);
        }
        part.append(buffer, n);
        listener.progress(finished + part.length());
      }
    } catch (TransientIOException e) {
      throw e;
    } catch (IOException e) {
      throw HttpFetcher.broken(address, e);
    }
    if (part.length() < file.bytes()) {
      throw HttpFetcher.broken(address, null);
    }
  }

  /** Has the part end where the response begins. */
  private static void place(RemoteFile file, PartFile part, HttpHeaders headers)
      throws TransientIOException {
    // The status does not show it: ModelScope sends the requested part with status 200 instead of
    // 206.
    Matcher range = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    if (!range.matches()) {
      part.clear();
      if (headers.firstValueAsLong("Content-Length").orElse(0) > file.bytes()) {
        throw tooLong(file, part);
      }
      return;
    }
    boolean sameFile = range.group(2).equals("*") || Long.parseLong(range.group(2)) == file.bytes();
    if (!sameFile || Long.parseLong(range.group(1)) != part.length()) {
      throw otherPart(file, part);
    }
  }

  private static TransientIOException otherPart(RemoteFile file, PartFile part) {
    part.clear();
    return new TransientIOException(
        "%s has another part of %s than was asked for"
            .formatted(HttpFetcher.host(file.address()), file.name()),
        "try again later");
  }

  private static BadDownload tooLong(RemoteFile file, PartFile part) {
    part.clear();
    return new BadDownload(
        ("%s gives more than the %d bytes of %s; the file may have been changed a moment ago, or"
                + " another service answers in its place: try again")
            .formatted(HttpFetcher.host(file.address()), file.bytes(), file.name()));
  }
}
