package dev.katong.server.jobs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job whose files are in place, ready to be added to the database.
 *
 * @param style the key of its style; null if it has none, so that any service takes the job
 * @param pictures waiting ones, and those that failed already
 * @param bytes of its photos on the disk
 * @param expectedBytes of its photos and, as a guess, its cartoons
 * @param skipped names of files in its archives that are no photos
 * @param webhook the address that receives a message at the job's end; null for none
 * @param key the client's name for the request; null if it gave none
 */
record NewJob(
    UUID id,
    String owner,
    Map<String, String> settings,
    @Nullable String style,
    List<JobPicture> pictures,
    long bytes,
    long expectedBytes,
    List<String> skipped,
    @Nullable String webhook,
    @Nullable IdempotencyKey key) {

  /**
   * An {@code Idempotency-Key} as draft-ietf-httpapi-idempotency-key-header has it.
   *
   * @param digest of all that was sent with it, in hexadecimal
   */
  record IdempotencyKey(String token, String digest) {}

  Optional<IdempotencyKey> idempotencyKey() {
    return Optional.ofNullable(key);
  }
}
