package dev.katong.cli.cartoonize;

import dev.katong.Plan;
import dev.katong.Report;

/** The end of the work on one picture of a batch. */
sealed interface PictureOutcome {
  Batch.Item item();

  /**
   * A cartoon was made.
   *
   * @param seconds from its beginning to its end, without the waiting for other pictures
   */
  record Drawn(Batch.Item item, Report report, double seconds) implements PictureOutcome {}

  /** An earlier call has made the cartoon. */
  record Skipped(Batch.Item item) implements PictureOutcome {}

  /** The picture was only planned. */
  record Planned(Batch.Item item, Plan plan) implements PictureOutcome {}

  record Failed(Batch.Item item, Throwable failure) implements PictureOutcome {}
}
