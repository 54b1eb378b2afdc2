package dev.katong.server.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A job as the database has it.
 *
 * @param owner the name of the key that made it
 * @param settings by the names of {@link dev.katong.server.service.RequestParser#NAMES}
 * @param cancelled true if its owner cancelled it
 * @param skipped names of files in its archives that are no photos
 * @param counts the number of its pictures by state
 * @param firstDone the number of its first finished picture; 0 if there is none
 */
record Job(
    UUID id,
    String owner,
    Instant created,
    Map<String, String> settings,
    boolean cancelled,
    List<String> skipped,
    Map<PictureState, Integer> counts,
    int firstDone) {

  int count(PictureState state) {
    return counts.getOrDefault(state, 0);
  }

  int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** True if no picture waits or is being drawn. */
  boolean isOver() {
    return count(PictureState.WAITING) + count(PictureState.RUNNING) == 0;
  }

  /** The state in one word. */
  String state() {
    if (!isOver()) {
      boolean begun = count(PictureState.WAITING) < total();
      return begun ? "running" : "waiting";
    }
    return cancelled ? "cancelled" : "done";
  }
}
