package dev.katong.memory;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The memory that this process may have, seen at one moment. On Linux the limits of containers
 * (control groups of version 1 and 2) count in; swap does not count.
 *
 * @param totalBytes the memory of the machine
 * @param limitBytes the most that this process may have, 0..{@code totalBytes}, together with the
 *     others of its container if that is what {@link #limitedBy limits} it
 * @param availableBytes the most that it could have now without forcing other memory out, 0..{@code
 *     limitBytes}
 */
public record MachineMemory(long totalBytes, long limitBytes, long availableBytes) {
  private static final long LARGEST_DEFAULT_BUDGET = 2L << 30;

  /** The source of {@link MachineMemory#limitBytes}. */
  public enum Limit {
    /** There is no more memory. */
    MACHINE,
    /** A control group of Linux: the container, the service or the session. */
    CGROUP
  }

  public MachineMemory {
    if (availableBytes < 0 || availableBytes > limitBytes || limitBytes > totalBytes) {
      throw new IllegalArgumentException(
          "%d bytes available of %d of %d: each must be part of the next"
              .formatted(availableBytes, limitBytes, totalBytes));
    }
  }

  /** Reads the memory now. */
  public static MachineMemory now() {
    return under(Path.of("/")).orElseGet(MachineMemory::ofPlatform);
  }

  /** The source of {@link #limitBytes}. */
  public Limit limitedBy() {
    return limitBytes < totalBytes ? Limit.CGROUP : Limit.MACHINE;
  }

  /**
   * The default budget in bytes: half of the available memory, at most 2 GB. The other half is left
   * to other programs, and to memory that no plan foresees.
   */
  public long defaultBudget() {
    return Math.min(availableBytes / 2, LARGEST_DEFAULT_BUDGET);
  }

  /**
   * Reads the memory from the files of a Linux kernel.
   *
   * @param root of the file tree that holds {@code proc} and {@code sys}
   * @return empty where there is no such file, or one of an unknown form
   */
  static Optional<MachineMemory> under(Path root) {
    List<String> lines;
    try {
      lines = Files.readAllLines(root.resolve("proc/meminfo"));
    } catch (IOException e) {
      return Optional.empty();
    }
    OptionalLong total = bytes(lines, "MemTotal:");
    OptionalLong free = bytes(lines, "MemAvailable:");
    if (total.isEmpty() || free.isEmpty()) {
      return Optional.empty();
    }
    long limit = total.getAsLong();
    long available = Math.min(limit, free.getAsLong());
    for (ControlGroups.Room room : ControlGroups.rooms(root)) {
      limit = Math.min(limit, room.limitBytes());
      available = Math.min(available, room.availableBytes());
    }
    return Optional.of(new MachineMemory(total.getAsLong(), limit, available));
  }

  /** The amount that a file of the kernel tells in a line such as {@code VmRSS: 1024 kB}. */
  static OptionalLong bytes(List<String> lines, String field) {
    return lines.stream()
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()).strip())
        .filter(value -> value.matches("\\d{1,15} kB"))
        .mapToLong(value -> 1024 * Long.parseLong(value.substring(0, value.indexOf(' '))))
        .findFirst();
  }

  private static MachineMemory ofPlatform() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long total = Math.max(0, system.getTotalMemorySize());
    long free = Math.max(0, system.getFreeMemorySize());
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    // macOS calls free only what holds nothing at all, and keeps that near 0: the cache of files,
    // which it would give at once, is not in it. A quarter of the whole is a careful guess.
    long available = mac ? Math.max(free, total / 4) : free;
    return new MachineMemory(total, total, Math.min(total, available));
  }
}
