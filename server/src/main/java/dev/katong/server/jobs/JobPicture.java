package dev.katong.server.jobs;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A picture of a job as it is kept.
 *
 * @param number counted from 1
 * @param name what its maker calls it; never a path
 * @param code what went wrong, in one word; null if nothing did
 * @param detail the same in a sentence
 * @param format of the cartoon, such as {@code png}
 * @param report how it was made, as JSON; null until then
 */
record JobPicture(
    UUID job,
    int number,
    String name,
    PictureState state,
    @Nullable String code,
    @Nullable String detail,
    @Nullable String format,
    @Nullable String report) {

  /** Whether the other is this picture, in whatever state. */
  boolean isSame(JobPicture other) {
    return job.equals(other.job) && number == other.number;
  }
}
