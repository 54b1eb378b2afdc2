package dev.katong.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The memory of this process that really lies in RAM, as the kernel counts it. Only Linux tells;
 * elsewhere everything is empty.
 */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  /** Written to {@code clear_refs}, this sets the peak back to the present (proc(5)). */
  private static final String RESET_PEAK = "5";

  private static final List<Watch> OPEN = new ArrayList<>();

  private ResidentMemory() {}

  /** The resident memory now, in bytes. */
  public static OptionalLong now() {
    return read("VmRSS:");
  }

  /** Begins to watch the peak. */
  public static Watch watch() {
    return new Watch();
  }

  /**
   * The highest resident memory of the process while this is open. Several may be open at once;
   * each of them sees the whole process.
   */
  public static final class Watch implements AutoCloseable {
    private long highest;
    private boolean alone;

    private Watch() {
      synchronized (OPEN) {
        settle();
        OPEN.add(this);
        alone = OPEN.size() == 1;
        OPEN.forEach(open -> open.alone &= alone);
        highest = now().orElse(0);
      }
    }

    /** The peak so far, in bytes; empty where the platform does not tell. */
    public OptionalLong peak() {
      synchronized (OPEN) {
        settle();
        return highest == 0 ? OptionalLong.empty() : OptionalLong.of(highest);
      }
    }

    /** True if no other watch was open meanwhile, so that the peak belongs to this one alone. */
    public boolean alone() {
      synchronized (OPEN) {
        return alone;
      }
    }

    @Override
    public void close() {
      synchronized (OPEN) {
        settle();
        OPEN.remove(this);
      }
    }
  }

  /** Hands the kernel's peak to all that are open, and sets it back. */
  private static void settle() {
    long peak = read("VmHWM:").orElse(0);
    OPEN.forEach(open -> open.highest = Math.max(open.highest, peak));
    try {
      Files.writeString(CLEAR, RESET_PEAK);
    } catch (IOException e) {
      // A sandbox may forbid it: peaks are then those since the start of the process.
    }
  }

  private static OptionalLong read(String field) {
    try {
      return MachineMemory.bytes(Files.readAllLines(STATUS), field);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
