package dev.katong.bench;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.Cancellation;
import dev.katong.KatongException;
import dev.katong.memory.Card;
import dev.katong.memory.Cards;
import dev.katong.memory.DeviceMemory;
import dev.katong.memory.MemorySize;
import dev.katong.network.BatchingPolicy;
import dev.katong.network.Device;
import dev.katong.network.DeviceSearch;
import dev.katong.network.ExecutionTarget;
import dev.katong.network.Network;
import dev.katong.network.Precision;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.jspecify.annotations.Nullable;

/**
 * Times networks on a device by size and batch, and what they take of its memory; rows of a table:
 * {@code java -cp katong.jar Gpu.java DEVICE MEMORY "SIDES" "BATCHES" ROUNDS "OPTIONS"
 * NETWORK.onnx...}.
 *
 * <p>OPTIONS are sets of CUDA's options, a row each, such as {@code "- prefer_nhwc=1,use_tf32=0"};
 * {@code -} is Katong's own. "cold" is loading and the first run; "run" the median of as many more
 * as fit in two seconds, at least 3 and at most ROUNDS; "kept" what is used on the card after them,
 * above what was used before the first row, "given back" after one more run that shrinks the arena,
 * "closed" after the network is unloaded.
 *
 * <p>With nothing but DEVICE it tries the device, as Katong does before it uses one.
 */
public final class Gpu {
  /** More CUDA options, as Katong's launcher may be given them too. */
  private static final String MORE_OPTIONS = "katong.cuda.options";

  private static final long MOST_NANOS = 2_000_000_000L;

  private Gpu() {}

  public static void main(String[] a) throws Exception {
    Device device = Device.chosen(a[0]).orElseThrow();
    try (CardMemory card = new CardMemory(device)) {
      OptionalLong before = card.used();
      long begin = System.nanoTime();
      try {
        DeviceSearch.ofEngine().named(device);
      } catch (KatongException.Engine e) {
        if (a.length == 1) {
          throw e;
        }
        // The rows say more of what works and what does not.
        System.out.println("The trial failed: " + e.getMessage());
      }
      double trial = millis(begin);
      if (a.length == 1) {
        begin = System.nanoTime();
        DeviceSearch.ofEngine().named(device);
        System.out.printf(
            Locale.ROOT,
            "The trial of %s took %.0f ms, with the start of the engine and of the device; once more %.0f ms."
                + " It left %s MB in use on the card.%n",
            a[0],
            trial,
            millis(begin),
            above(before, card.used()));
        return;
      }
      rows(a, device, card);
    }
  }

  private static void rows(String[] a, Device device, CardMemory card) throws IOException {
    OptionalLong before = card.used();
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutionTarget place =
        new ExecutionTarget(device, threads, MemorySize.parse(a[1]), Precision.FP32, null);
    String given = System.getProperty(MORE_OPTIONS, "");
    for (String file : Arrays.asList(a).subList(6, a.length)) {
      byte[] model = Files.readAllBytes(Path.of(file));
      for (String side : a[2].split(" ", -1)) {
        for (String batch : a[3].split(" ", -1)) {
          for (String options : a[5].split(" ", -1)) {
            String row =
                "| %s | %s | %s² | %s".formatted(a[0], Path.of(file).getFileName(), side, batch);
            if (!a[5].equals("-")) {
              row += " | " + (options.equals("-") ? "Katong's" : options.replace(",", ", "));
            }
            System.setProperty(MORE_OPTIONS, options.equals("-") ? given : options);
            try {
              int count = Integer.parseInt(batch);
              row += measured(model, place, card, before, Integer.parseInt(side), count, a[4]);
            } catch (RuntimeException e) {
              row += " | " + e.getMessage() + " |";
            }
            System.out.println(row);
          }
        }
      }
    }
  }

  private static String measured(
      byte[] model,
      ExecutionTarget place,
      CardMemory card,
      OptionalLong before,
      int side,
      int batch,
      String rounds) {
    String times;
    String kept;
    String givenBack;
    long begin = System.nanoTime();
    try (Scalar grey = new Scalar(90, 120, 150, 0);
        Mat pictures = new Mat(side * batch, side, CV_8UC3, grey);
        Network network =
            Network.load(
                model, "the network", place.precision(Precision.FP16), BatchingPolicy.ALONE)) {
      run(network, pictures, batch, Network.Arena.KEPT);
      double cold = millis(begin);
      double run = median(network, pictures, batch, Integer.parseInt(rounds));
      times = String.format(Locale.ROOT, " | %.0f | %.1f | %.1f", cold, run, run / batch);
      kept = above(before, card.used());
      run(network, pictures, batch, Network.Arena.GIVEN_BACK);
      givenBack = above(before, card.used());
    }
    return "%s | %s | %s | %s |".formatted(times, kept, givenBack, above(before, card.used()));
  }

  private static double median(Network network, Mat pictures, int batch, int rounds) {
    double[] times = new double[rounds];
    int done = 0;
    long end = System.nanoTime() + MOST_NANOS;
    while (done < rounds && (done < 3 || System.nanoTime() < end)) {
      long start = System.nanoTime();
      run(network, pictures, batch, Network.Arena.KEPT);
      times[done++] = millis(start);
    }
    Arrays.sort(times, 0, done);
    return times[done / 2];
  }

  private static void run(Network network, Mat pictures, int batch, Network.Arena after) {
    network.runStacked(pictures, batch, after, Cancellation.NEVER).close();
  }

  private static String above(OptionalLong before, OptionalLong now) {
    return before.isEmpty() || now.isEmpty() ? "–" : "" + (now.getAsLong() - before.getAsLong());
  }

  private static double millis(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  /** The memory in use on a card, in MB, as one nvidia-smi reports it at intervals. */
  private static final class CardMemory implements AutoCloseable {
    private static final int LONGEST_MILLIS = 5000;

    private final Device device;
    private @Nullable Process smi;
    private long count;
    private long latest;

    /** Tells of nothing where the device is no card of NVIDIA, or there is no nvidia-smi. */
    CardMemory(Device device) {
      this.device = device;
      @Nullable Process started = null;
      if (device.kind().nvidia()) {
        try {
          started =
              new ProcessBuilder(
                      "nvidia-smi",
                      "--query-gpu=memory.used",
                      "--format=csv,noheader,nounits",
                      "-i",
                      "" + device.number(),
                      "-lms",
                      "40")
                  .start();
        } catch (IOException e) {
          // There are no numbers then.
        }
      }
      smi = started;
      if (smi != null) {
        BufferedReader lines = smi.inputReader();
        Thread reader = new Thread(() -> read(lines), "card-memory");
        reader.setDaemon(true);
        reader.start();
      }
    }

    private void read(BufferedReader lines) {
      try (lines) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          synchronized (this) {
            latest = Long.parseLong(line.strip());
            count++;
            notifyAll();
          }
        }
      } catch (IOException | NumberFormatException e) {
        // It says no more.
      }
    }

    /** As it was told after this was asked: the first line may have been on its way. */
    synchronized OptionalLong used() {
      long wanted = count + 2;
      long end = System.nanoTime() + LONGEST_MILLIS * 1_000_000L;
      try {
        while (smi != null && count < wanted && System.nanoTime() < end && smi.isAlive()) {
          wait(50);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (smi != null && count >= wanted) {
        return OptionalLong.of(latest);
      }
      close();
      return askedOnce();
    }

    /** The memory in use, where nvidia-smi cannot report at intervals. */
    private OptionalLong askedOnce() {
      Optional<DeviceMemory> memory =
          device.kind().nvidia()
              ? Cards.uncached().read().card(device.number()).flatMap(Card::memory)
              : Optional.empty();
      return memory.isPresent()
          ? OptionalLong.of(memory.get().usedBytes() >> 20)
          : OptionalLong.empty();
    }

    @Override
    public void close() {
      if (smi != null) {
        smi.destroy();
        smi = null;
      }
    }
  }
}
