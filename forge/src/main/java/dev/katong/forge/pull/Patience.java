package dev.katong.forge.pull;

import java.time.Duration;

/**
 * How long a download waits, and how often it tries.
 *
 * @param connecting for a connection
 * @param silence for the next byte
 * @param pause before the second try; each further one is twice as long
 * @param tries in a row that bring nothing new, at least 1
 */
record Patience(Duration connecting, Duration silence, Duration pause, int tries) {
  static final Patience DEFAULTS =
      new Patience(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(1), 4);

  /** The pause after so many failures in a row. */
  Duration pauseAfter(int failures) {
    return pause.multipliedBy(1L << (failures - 1));
  }
}
