package dev.katong.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * NVIDIA's cards, by the program {@code nvidia-smi} that comes with the driver. A process takes
 * some 30 ms, so its output is kept for a second; a program that is missing or hangs is left alone
 * for longer.
 */
final class NvidiaSmi implements Cards {
  private static final List<String> COMMAND =
      List.of(
          "nvidia-smi",
          "--query-gpu=index,uuid,name,driver_version,memory.total,memory.free",
          "--format=csv,noheader,nounits");

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  static final NvidiaSmi HERE =
      new NvidiaSmi(COMMAND, TIMEOUT, Duration.ofSeconds(1), System.getenv());

  static final NvidiaSmi UNCACHED = new NvidiaSmi(COMMAND, TIMEOUT, Duration.ZERO, System.getenv());

  private static final Duration FRESH_FAILURE = Duration.ofSeconds(30);
  private static final int MOST_OUTPUT = 1 << 20;
  private static final int MEGABYTE_BITS = 20;

  private final List<String> command;
  private final Duration patience;
  private final Duration fresh;
  private final Map<String, String> environment;
  private @Nullable Reading last;
  private long lastNanos;

  /**
   * Reads the cards through a program.
   *
   * @param command with its arguments
   * @param patience the time after which the program is ended
   * @param fresh the time for which a reading is reused
   * @param environment variables that decide which cards CUDA shows this process
   */
  NvidiaSmi(
      List<String> command, Duration patience, Duration fresh, Map<String, String> environment) {
    this.command = command;
    this.patience = patience;
    this.fresh = fresh;
    this.environment = environment;
  }

  @Override
  public synchronized Reading read() {
    Reading known = last;
    if (known != null) {
      Duration kept = known.problem().isEmpty() ? fresh : FRESH_FAILURE;
      if (System.nanoTime() - lastNanos < kept.toNanos()) {
        return known;
      }
    }
    Reading now = ask();
    last = now;
    lastNanos = System.nanoTime();
    return now;
  }

  private Reading ask() {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return Reading.failed("there is no nvidia-smi, which comes with NVIDIA's driver");
    }
    try {
      process.getOutputStream().close();
      // A few lines fit the pipe, so the program can end before anybody reads them.
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return Reading.failed("nvidia-smi did not answer within " + patience.toMillis() + " ms");
      }
      String text =
          new String(process.getInputStream().readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
      return process.exitValue() == 0
          ? Reading.of(VisibleCards.of(parse(text), environment))
          : Reading.failed("nvidia-smi says: " + firstLine(text));
    } catch (IOException e) {
      return Reading.failed("nvidia-smi cannot be read");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reading.failed("nvidia-smi was not waited for");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String firstLine(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
  }

  /** The cards of the program's lines; a line of another form is left out. */
  static List<Card> parse(String text) {
    List<Card> cards = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] fields = line.split(",", -1);
      // Only a card's name could have a comma in it.
      int last = fields.length - 1;
      if (last < 5 || !fields[0].strip().matches("\\d{1,4}")) {
        continue;
      }
      String name = String.join(",", Arrays.copyOfRange(fields, 2, last - 2)).strip();
      cards.add(
          new Card(
              Integer.parseInt(fields[0].strip()),
              fields[1].strip(),
              name,
              fields[last - 2].strip(),
              memory(fields[last - 1].strip(), fields[last].strip())));
    }
    return cards;
  }

  /** Both in megabytes, or a word such as {@code [N/A]}. */
  private static Optional<DeviceMemory> memory(String total, String free) {
    if (!total.matches("\\d{1,9}") || !free.matches("\\d{1,9}")) {
      return Optional.empty();
    }
    long all = Long.parseLong(total) << MEGABYTE_BITS;
    return Optional.of(new DeviceMemory(all, Math.min(all, Long.parseLong(free) << MEGABYTE_BITS)));
  }
}
