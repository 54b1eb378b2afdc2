package dev.katong.server.jobs;

import dev.katong.server.service.ServiceException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** A place in the list of an owner's jobs, given to clients as an opaque text. */
record Cursor(Instant created, UUID id) {

  static Cursor of(Job job) {
    return new Cursor(job.created(), job.id());
  }

  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((created + "/" + id).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Parses a text.
   *
   * @throws ServiceException if it is none that {@link #text} gave
   */
  static Cursor parse(String text) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split("/", -1);
      return new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1]));
    } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
      throw ServiceException.of("after", "after: take it from `next` of the page before");
    }
  }
}
