import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.Cancellation;
import dev.katong.memory.Card;
import dev.katong.memory.Cards;
import dev.katong.memory.DeviceMemory;
import dev.katong.memory.MemorySize;
import dev.katong.network.Device;
import dev.katong.network.Network;
import dev.katong.network.Placement;
import dev.katong.network.Precision;
import dev.katong.network.Together;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Times networks on a device by size and batch, and what they take of its memory; rows of a table:
 * {@code java -cp katong.jar Gpu.java DEVICE MEMORY "SIDES" "BATCHES" ROUNDS NETWORK.onnx...}. "cold"
 * is loading and the first run; "run" the median of ROUNDS more; "memory" what is used on the card
 * after them, above what was used before.
 */
public final class Gpu {
  private Gpu() {}

  public static void main(String[] a) throws Exception {
    Device device = Device.chosen(a[0]).orElseThrow();
    long memory = MemorySize.parse(a[1]);
    int rounds = Integer.parseInt(a[4]);
    int threads = Runtime.getRuntime().availableProcessors();
    Placement place = new Placement(device, threads, memory, Precision.FP32, null);
    for (String file : Arrays.asList(a).subList(5, a.length)) {
      byte[] model = Files.readAllBytes(Path.of(file));
      for (String side : a[2].split(" ")) {
        for (String batch : a[3].split(" ")) {
          String row = "| %s | %s | %s² | %s".formatted(a[0], Path.of(file).getFileName(), side, batch);
          try {
            System.out.println(row + measured(model, place, Integer.parseInt(side), Integer.parseInt(batch), rounds));
          } catch (RuntimeException e) {
            System.out.println(row + " | " + e.getMessage() + " |");
          }
        }
      }
    }
  }

  private static String measured(byte[] model, Placement place, int side, int batch, int rounds) {
    OptionalLong before = used(place.device());
    long begin = System.nanoTime();
    try (Scalar grey = new Scalar(90, 120, 150, 0);
        Mat pictures = new Mat(side * batch, side, CV_8UC3, grey);
        Network network = Network.load(model, "the network", place.precision(Precision.FP16), Together.ALONE)) {
      run(network, pictures, batch);
      double cold = millis(begin);
      double[] times = new double[rounds];
      for (int i = 0; i < rounds; i++) {
        long start = System.nanoTime();
        run(network, pictures, batch);
        times[i] = millis(start);
      }
      Arrays.sort(times);
      double run = times[rounds / 2];
      String taken =
          before.isEmpty() ? "–" : "" + ((used(place.device()).orElse(0) - before.getAsLong()) >> 20);
      return String.format(Locale.ROOT, " | %.0f | %.1f | %.1f | %s |", cold, run, run / batch, taken);
    }
  }

  private static void run(Network network, Mat pictures, int batch) {
    network.runStacked(pictures, batch, Network.Arena.KEPT, Cancellation.NEVER).close();
  }

  private static OptionalLong used(Device device) {
    Optional<DeviceMemory> memory =
        device.kind().nvidia()
            ? Cards.anew().read().card(device.number()).flatMap(Card::memory)
            : Optional.empty();
    return memory.isPresent() ? OptionalLong.of(memory.get().usedBytes()) : OptionalLong.empty();
  }

  private static double millis(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
