package dev.katong.server.jobs;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A job as it is kept.
 *
 * @param owner the name of the key that made it
 * @param settings what was asked for, by the names of {@link
 *     dev.katong.server.service.RequestParser#NAMES}
 * @param cancelled whether its maker gave it up
 * @param counts how many of its pictures are in which state
 * @param firstDone the number of its first finished picture; 0 if there is none
 */
record Job(
    UUID id,
    String owner,
    Instant created,
    Map<String, String> settings,
    boolean cancelled,
    Map<PictureState, Integer> counts,
    int firstDone) {

  int count(PictureState state) {
    return counts.getOrDefault(state, 0);
  }

  int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Whether no picture waits or is being drawn. */
  boolean isOver() {
    return count(PictureState.WAITING) + count(PictureState.RUNNING) == 0;
  }

  /** In one word. */
  String state() {
    if (!isOver()) {
      boolean begun = count(PictureState.WAITING) < total();
      return begun ? "running" : "waiting";
    }
    return cancelled ? "cancelled" : "done";
  }
}
