package dev.katong.server.storage;

import java.util.Locale;
import java.util.UUID;

/**
 * The place of a photo or cartoon of a job. No name that a client sent is part of it.
 *
 * @param name within the job, such as {@code 00001.photo}
 */
public record StoredFile(UUID job, String name) {

  /**
   * The photo of a picture.
   *
   * @param number of the picture, counted from 1
   */
  public static StoredFile photo(UUID job, int number) {
    return new StoredFile(job, numbered(number) + ".photo");
  }

  /**
   * The cartoon of a picture. Each attempt has a file of its own, so that a service that lost the
   * picture to another cannot replace the other's result.
   *
   * @param attempt counted from 1; 0 for cartoons of versions that did not count
   */
  public static StoredFile cartoon(UUID job, int number, int attempt) {
    String again = attempt > 1 ? "-" + attempt : "";
    return new StoredFile(job, numbered(number) + again + ".cartoon");
  }

  private static String numbered(int number) {
    return String.format(Locale.ROOT, "%05d", number);
  }
}
