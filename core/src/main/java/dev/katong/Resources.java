package dev.katong;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one {@link Katong} may take from the machine.
 *
 * @param memory bytes for the networks, loaded and running, and their tiles; the pictures
 *     themselves, 3 bytes for each pixel of photo and cartoon, come on top. Empty for half of what
 *     is free, at most 2 GiB
 * @param idle how long a style stays loaded after its last picture; empty for as long as the memory
 *     allows
 */
public record Resources(OptionalLong memory, Optional<Duration> idle) {
  /** A share of what is free; styles stay loaded. */
  public static final Resources DEFAULTS = new Resources(OptionalLong.empty(), Optional.empty());

  public Resources {
    if (memory.isPresent() && memory.getAsLong() <= 0) {
      throw new IllegalArgumentException("memory is above 0 bytes, not " + memory.getAsLong());
    }
    if (idle.isPresent() && idle.get().isNegative()) {
      throw new IllegalArgumentException("idle is 0 or longer, not " + idle.get());
    }
  }

  /** These with another budget, in bytes. */
  public Resources memory(long bytes) {
    return new Resources(OptionalLong.of(bytes), idle);
  }

  /** These with another time after which a style is unloaded. */
  public Resources idle(Duration time) {
    return new Resources(memory, Optional.of(time));
  }
}
