package dev.katong.cli;

import dev.katong.Plan;
import dev.katong.Report;

/** What became of one picture of a batch. */
sealed interface Outcome {
  Batch.Item item();

  /**
   * It is a cartoon now.
   *
   * @param seconds from its beginning to its end, without the waiting for other pictures
   */
  record Drawn(Batch.Item item, Report report, double seconds) implements Outcome {}

  /** An earlier call has made it. */
  record Skipped(Batch.Item item) implements Outcome {}

  /** It was only planned. */
  record Planned(Batch.Item item, Plan plan) implements Outcome {}

  /** It failed. */
  record Failed(Batch.Item item, Throwable failure) implements Outcome {}
}
