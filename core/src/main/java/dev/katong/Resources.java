package dev.katong;

import dev.katong.image.PhotoLimits;
import dev.katong.network.Device;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The share of the machine that one {@link Katong} may use.
 *
 * @param memory bytes for the networks, loaded and running, and their tiles; the pictures
 *     themselves, 3 bytes for each pixel of photo and cartoon, come on top. Empty for half of what
 *     is free, at most 2 GiB; on a card, whose own memory the networks take, at most 4 GiB
 * @param idle the time that a style stays loaded after its last picture; empty for as long as the
 *     memory allows
 * @param together the number of pictures that the networks draw at a time, in shared runs: 1 on a
 *     processor, which gains nothing by more; the pictures share the memory too
 * @param photos the limits of photos that are read from files
 * @param device the device of the networks; empty for a card if there is one that works, else the
 *     processor
 * @param threads the most threads of one run of a style's network, at least 1; empty for as many as
 *     the process may use processors. For a process that should use fewer, such as an executor of
 *     Spark
 */
public record Resources(
    OptionalLong memory,
    Optional<Duration> idle,
    int together,
    PhotoLimits photos,
    Optional<Device> device,
    OptionalInt threads) {
  /**
   * A share of what is free; styles stay loaded; one picture at a time; the usual limits; the best
   * device; all processors.
   */
  public static final Resources DEFAULTS =
      new Resources(
          OptionalLong.empty(),
          Optional.empty(),
          1,
          PhotoLimits.DEFAULTS,
          Optional.empty(),
          OptionalInt.empty());

  private static final int MOST_TOGETHER = 64;

  public Resources {
    if (memory.isPresent() && memory.getAsLong() <= 0) {
      throw new IllegalArgumentException("memory is above 0 bytes, not " + memory.getAsLong());
    }
    if (idle.isPresent() && idle.get().isNegative()) {
      throw new IllegalArgumentException("idle is 0 or longer, not " + idle.get());
    }
    if (together < 1 || together > MOST_TOGETHER) {
      throw new IllegalArgumentException("together is 1 to 64, not " + together);
    }
    if (threads.isPresent() && threads.getAsInt() < 1) {
      throw new IllegalArgumentException("threads are 1 or more, not " + threads.getAsInt());
    }
  }

  /** These with another budget, in bytes. */
  public Resources memory(long bytes) {
    return new Resources(OptionalLong.of(bytes), idle, together, photos, device, threads);
  }

  /** These with another time after which a style is unloaded. */
  public Resources idle(Duration time) {
    return new Resources(memory, Optional.of(time), together, photos, device, threads);
  }

  /** A copy with another number of pictures at a time. */
  public Resources together(int pictures) {
    return new Resources(memory, idle, pictures, photos, device, threads);
  }

  /** These with other limits for photos. */
  public Resources photos(PhotoLimits limits) {
    return new Resources(memory, idle, together, limits, device, threads);
  }

  /** These on another device. */
  public Resources device(Device other) {
    return new Resources(memory, idle, together, photos, Optional.of(other), threads);
  }

  /** These with at most that many threads in one run of a network. */
  public Resources threads(int most) {
    return new Resources(memory, idle, together, photos, device, OptionalInt.of(most));
  }
}
