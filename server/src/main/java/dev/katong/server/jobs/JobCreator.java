package dev.katong.server.jobs;

import dev.katong.image.io.Sha256;
import dev.katong.server.ServerSettings;
import dev.katong.server.service.ServiceException;
import dev.katong.server.service.StyleKeys;
import dev.katong.server.service.Upload;
import dev.katong.server.storage.JobFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates jobs: stores the photos, and then adds the rows in one transaction. A process that is
 * killed in between leaves a folder without rows, which is removed at the next start.
 */
final class JobCreator {
  private static final Logger LOG = LoggerFactory.getLogger(JobCreator.class);
  private static final int MOST_KEY = 255;

  /** The size of a cartoon by its square pixel, as a guess. */
  private static final double PNG_BYTES = 1;

  private static final double OTHER_BYTES = 0.35;

  private final JobStore store;
  private final JobFiles files;
  private final Retention retention;
  private final WebhookPolicy webhooks;
  private final ServerSettings settings;
  private final StyleKeys styles;

  /** Idempotency keys of requests that are being worked on. */
  private final Set<String> keys = ConcurrentHashMap.newKeySet();

  JobCreator(
      JobStore store,
      JobFiles files,
      Retention retention,
      WebhookPolicy webhooks,
      ServerSettings settings,
      StyleKeys styles) {
    this.store = store;
    this.files = files;
    this.retention = retention;
    this.webhooks = webhooks;
    this.settings = settings;
    this.styles = styles;
  }

  /**
   * Creates a job.
   *
   * @param cancelled true once the client has disconnected; the job is then not created
   * @return its id, or that of the job that the same idempotency key made before
   */
  UUID create(JobService.Request request, List<Upload> uploads, BooleanSupplier cancelled)
      throws IOException {
    String token = token(request.idempotencyKey());
    if (token == null) {
      return create(request, uploads, null, cancelled);
    }
    String taken = request.owner() + "\n" + token;
    if (!keys.add(taken)) {
      throw conflict();
    }
    try {
      String digest = digest(request, uploads);
      Optional<JobStore.Keyed> before = store.keyed(request.owner(), token, Retention.KEYS);
      if (before.isEmpty()) {
        return create(request, uploads, new NewJob.IdempotencyKey(token, digest), cancelled);
      }
      if (!before.get().digest().equals(digest)) {
        throw new ServiceException(
            ServiceException.Kind.KEY_REUSED,
            "this Idempotency-Key was sent with another request; take a new key for a new request");
      }
      return before.get().job();
    } finally {
      keys.remove(taken);
    }
  }

  /** The key without the quotes of a structured field. */
  private static @Nullable String token(@Nullable String key) {
    if (key == null) {
      return null;
    }
    String token =
        key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"")
            ? key.substring(1, key.length() - 1)
            : key;
    if (token.isBlank() || token.length() > MOST_KEY || !token.matches("[\\x20-\\x7e]+")) {
      throw ServiceException.of(
          "Idempotency-Key",
          "Idempotency-Key: send 1 to %d printable ASCII characters".formatted(MOST_KEY));
    }
    return token;
  }

  private static ServiceException conflict() {
    return new ServiceException(
        ServiceException.Kind.CONFLICT,
        "a request with this Idempotency-Key is being worked on; try again when it has ended");
  }

  private static String digest(JobService.Request request, List<Upload> uploads) {
    MessageDigest digest = Sha256.begin();
    update(digest, new TreeMap<>(request.settings()).toString());
    update(digest, String.valueOf(request.webhook()));
    for (Upload upload : uploads) {
      update(digest, upload.name());
      update(digest, upload.hash());
    }
    return Sha256.hex(digest);
  }

  private static void update(MessageDigest digest, String text) {
    digest.update((text.length() + ":" + text).getBytes(StandardCharsets.UTF_8));
  }

  private UUID create(
      JobService.Request request,
      List<Upload> uploads,
      NewJob.@Nullable IdempotencyKey key,
      BooleanSupplier cancelled)
      throws IOException {
    String webhook = webhooks.address(request.webhook());
    long sent = 0;
    for (Upload upload : uploads) {
      sent += upload.size();
    }
    retention.makeSpace(request, 2 * sent);
    UUID id = UUID.randomUUID();
    boolean added = false;
    try {
      files.begin(id);
      UploadExtractor extractor = new UploadExtractor(id, files, settings, cancelled);
      for (Upload upload : uploads) {
        extractor.add(upload.file(), upload.name());
      }
      if (extractor.pictures().isEmpty()) {
        throw noPhoto(extractor.skipped());
      }
      files.force(id);
      long expected = expected(request.settings(), extractor);
      retention.makeSpace(request, expected);
      if (cancelled.getAsBoolean()) {
        throw JobRunner.left();
      }
      add(
          request,
          new NewJob(
              id,
              request.owner(),
              request.settings(),
              styles.of(request.settings().get("style")).orElse(null),
              extractor.pictures(),
              extractor.bytes(),
              expected,
              extractor.skipped(),
              webhook,
              key));
      added = true;
      return id;
    } finally {
      if (added) {
        files.commit(id);
      } else {
        remove(id);
      }
    }
  }

  private static ServiceException noPhoto(List<String> skipped) {
    String found =
        skipped.isEmpty()
            ? ""
            : "; %s is none"
                .formatted(String.join(", ", skipped.subList(0, Math.min(3, skipped.size()))));
    return ServiceException.of("images", "images: there is no photo among what was sent" + found);
  }

  private static long expected(Map<String, String> settings, UploadExtractor extractor) {
    double side = Double.parseDouble(settings.getOrDefault("resolution", "1024"));
    double bytes = "png".equals(settings.get("output_format")) ? PNG_BYTES : OTHER_BYTES;
    long waiting =
        extractor.pictures().stream()
            .filter(picture -> picture.state() == PictureState.WAITING)
            .count();
    return extractor.bytes() + (long) (waiting * side * side * bytes);
  }

  private void add(JobService.Request request, NewJob job) throws IOException {
    switch (store.add(job, retention.limits(request.limits()))) {
      case YES -> {}
      case KEY_TAKEN -> throw conflict();
      case TOO_MANY_JOBS -> throw Retention.tooManyJobs();
      case TOO_MANY_BYTES -> throw Retention.tooManyBytes();
    }
  }

  /**
   * Removes what there is of a job; its row too, in case only the answer of its commit was lost.
   */
  private void remove(UUID id) {
    try {
      boolean unused = store.remove(id);
    } catch (RuntimeException e) {
      LOG.warn("the database did not answer after a failed creation: {}", e.getMessage());
    }
    files.remove(id);
  }
}
