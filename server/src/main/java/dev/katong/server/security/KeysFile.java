package dev.katong.server.security;

import dev.katong.memory.MemorySize;
import dev.katong.server.service.KeyLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keys in a file, one a line: {@code NAME ROLE sha256:DIGEST [expires=2027-06-30] [in-flight=4]
 * [requests=600] [jobs=20] [bytes=2g]}. Lines that begin with {@code #} are comments. The file
 * contains no secret.
 *
 * @param path need not exist
 */
public record KeysFile(Path path) {
  /** The file's name in Katong's folder. */
  public static final String NAME = "keys";

  private static final String DIGEST = "sha256:";
  private static final String HEADER =
      "# Keys of katong serve, made by 'katong key new NAME': the name, the role, the secret's digest";

  /**
   * Reads the keys.
   *
   * @param defaults limits of keys that name none
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if a line is wrong; the message says which and why
   */
  public List<ApiKey> read(KeyLimits defaults) throws IOException {
    List<ApiKey> keys = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(path)) {
      number++;
      if (isKey(line)) {
        try {
          keys.add(parse(line, defaults));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "line %d of %s: %s".formatted(number, path, e.getMessage()), e);
        }
      }
    }
    return keys;
  }

  private static boolean isKey(String line) {
    return !line.isBlank() && !line.strip().startsWith("#");
  }

  private static ApiKey parse(String line, KeyLimits defaults) {
    String[] words = line.strip().split("\\s+");
    if (words.length < 3 || !words[2].startsWith(DIGEST)) {
      throw new IllegalArgumentException("a key is NAME client|admin sha256:DIGEST");
    }
    Instant expires = null;
    int inFlight = defaults.inFlight();
    int requests = defaults.requestsPerMinute();
    int jobs = defaults.jobs();
    long bytes = defaults.bytes();
    for (int i = 3; i < words.length; i++) {
      String[] option = words[i].split("=", 2);
      String value = option.length == 2 ? option[1] : "";
      switch (option[0]) {
        case "expires" -> expires = instant(value);
        case "in-flight" -> inFlight = count(words[i], value);
        case "requests" -> requests = count(words[i], value);
        case "jobs" -> jobs = count(words[i], value);
        case "bytes" -> bytes = value.equals("0") ? 0 : MemorySize.parse(value);
        default ->
            throw new IllegalArgumentException(
                "'%s' is none of expires=, in-flight=, requests=, jobs=, bytes="
                    .formatted(words[i]));
      }
    }
    return new ApiKey(
        words[0],
        role(words[1]),
        words[2].substring(DIGEST.length()).toLowerCase(Locale.ROOT),
        expires,
        new KeyLimits(inFlight, requests, jobs, bytes));
  }

  private static Role role(String label) {
    for (Role role : Role.values()) {
      if (role.label().equals(label)) {
        return role;
      }
    }
    throw new IllegalArgumentException("the role '" + label + "' is neither client nor admin");
  }

  /** A day, which ends in UTC, or a moment. */
  private static Instant instant(String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "expires='"
              + text
              + "' is neither a day (2027-06-30) nor a moment (2027-06-30T12:00:00Z)",
          e);
    }
  }

  private static int count(String word, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(word + ": the limit is a number; 0 is no limit", e);
    }
  }

  /**
   * Adds a key; a file that is made for it can be read by its owner alone.
   *
   * @param options such as {@code jobs=20}
   * @throws IllegalArgumentException if there is a key of this name, or an option is wrong
   * @throws IOException if the file cannot be read or written
   */
  public void add(String name, Role role, String digest, List<String> options) throws IOException {
    // The name is checked before the line, in which it could look like several words.
    var unused = new ApiKey(name, role, digest, null, KeyLimits.NONE);
    List<String> words = new ArrayList<>(List.of(name, role.label(), DIGEST + digest));
    words.addAll(options);
    String line = String.join(" ", words);
    parse(line, KeyLimits.NONE);
    List<String> lines = new ArrayList<>(lines());
    if (lines.stream().anyMatch(other -> isNamed(other, name))) {
      throw new IllegalArgumentException(
          "there is a key '%s' in %s; remove it with 'katong key remove %s' or take another name"
              .formatted(name, path, name));
    }
    if (lines.isEmpty()) {
      lines.add(HEADER);
    }
    lines.add(line);
    write(lines);
  }

  /**
   * Removes all keys of a name.
   *
   * @return true if there was one
   */
  public boolean remove(String name) throws IOException {
    List<String> lines = lines();
    List<String> kept = lines.stream().filter(line -> !isNamed(line, name)).toList();
    if (kept.size() == lines.size()) {
      return false;
    }
    write(kept);
    return true;
  }

  private static boolean isNamed(String line, String name) {
    return isKey(line) && line.strip().split("\\s+")[0].equals(name);
  }

  private List<String> lines() throws IOException {
    try {
      return Files.readAllLines(path);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** Replaces the file at once: a service that reads it meanwhile sees the old or the new one. */
  private void write(List<String> lines) throws IOException {
    // The target of a link is replaced, not the link.
    Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    Path folder = parent(target);
    Files.createDirectories(folder);
    Path temporary = Files.createTempFile(folder, "." + NAME, ".tmp", permissions());
    try {
      Files.write(temporary, lines, StandardCharsets.UTF_8);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static Path parent(Path file) {
    @Nullable Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  private static FileAttribute<?>[] permissions() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
