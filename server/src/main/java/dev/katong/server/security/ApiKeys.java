package dev.katong.server.security;

import dev.katong.server.service.KeyLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of settings and file. The file is looked at once a second and read again when it has
 * changed; if it cannot be read then, the keys stay as they were.
 */
final class ApiKeys implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);

  private final List<ApiKey> own;
  private final KeysFile file;
  private final KeyLimits defaults;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "keys");
            thread.setDaemon(true);
            return thread;
          });

  private volatile List<ApiKey> all;
  private volatile boolean required;
  private @Nullable Version read;

  /** The attributes of a file that change when it is written. */
  private record Version(Object modified, long size, @Nullable Object fileKey) {
    static @Nullable Version of(Path path) {
      try {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        return new Version(found.lastModifiedTime(), found.size(), found.fileKey());
      } catch (IOException e) {
        return null;
      }
    }
  }

  /**
   * Reads the keys.
   *
   * @param named true if the settings name the file, so that it must exist
   * @throws IllegalArgumentException if the file cannot be read
   */
  ApiKeys(List<ApiKey> own, KeysFile file, boolean named, KeyLimits defaults) {
    this.own = List.copyOf(own);
    this.file = file;
    this.defaults = defaults;
    this.all = this.own;
    this.required = named || !own.isEmpty();
    if (named || Files.exists(file.path())) {
      try {
        load(Version.of(file.path()));
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "the keys in %s cannot be read: %s".formatted(file.path(), e), e);
      }
    }
    var unused = clock.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  private void load(@Nullable Version version) throws IOException {
    read = version;
    List<ApiKey> keys = new ArrayList<>(own);
    keys.addAll(file.read(defaults));
    all = List.copyOf(keys);
    required = true;
  }

  private void look() {
    try {
      Version now = Version.of(file.path());
      if (now == null || now.equals(read)) {
        // A file that has gone leaves its keys: removing it must not open the service.
        return;
      }
      load(now);
      LOG.info("read {} keys of {}", all.size() - own.size(), file.path());
    } catch (IOException | RuntimeException e) {
      LOG.warn("the keys stay as they were: {}", e.getMessage());
    }
  }

  /** True if requests need a key. */
  boolean required() {
    return required;
  }

  /** The key with a secret; all are compared, whichever it is. */
  Optional<ApiKey> find(String secret) {
    String digest = ApiKey.digest(secret);
    ApiKey found = null;
    for (ApiKey key : all) {
      if (key.matches(digest)) {
        found = key;
      }
    }
    return Optional.ofNullable(found);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
