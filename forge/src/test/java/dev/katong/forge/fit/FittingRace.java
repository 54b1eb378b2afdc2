package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import com.sun.management.OperatingSystemMXBean;
import dev.katong.forge.NetworkFile;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.SizeProbe;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * The race behind {@code bench/fit.sh}: contestants draw the same picture of noise in turn.
 *
 * <p>Arguments: a frozen graph, the side of the picture in pixels, rounds, threads, and further
 * networks in ONNX.
 */
final class FittingRace {
  private FittingRace() {}

  public static void main(String[] arguments) throws IOException, OrtException {
    Path graph = Path.of(arguments[0]);
    int side = Integer.parseInt(arguments[1]);
    int rounds = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    byte[] photo = new byte[side * side * 3];
    new Random(1).nextBytes(photo);

    Map<String, Contestant> contestants = new LinkedHashMap<>();
    contestants.put("TensorFlow", Contestant.tensorFlow(graph, photo, side, threads));
    for (Map.Entry<String, ModelProto> entry : networks(graph).entrySet()) {
      byte[] network = entry.getValue().toByteArray();
      contestants.put(entry.getKey(), Contestant.onnx(network, photo, side, threads));
    }
    for (String file : Arrays.asList(arguments).subList(4, arguments.length)) {
      byte[] network = Files.readAllBytes(Path.of(file));
      String name = String.valueOf(Path.of(file).getFileName());
      contestants.put(name, Contestant.onnx(network, photo, side, threads));
    }
    print(side, race(contestants, rounds), rounds);
    for (Contestant contestant : contestants.values()) {
      contestant.close();
    }
  }

  /** The straight import, each rewrite alone, and all. */
  private static Map<String, ModelProto> networks(Path graph) {
    ModelProto imported = NetworkFile.read(graph, PixelEnds.DCT_NET);
    int multiple = SizeProbe.multipleOf(imported);
    Map<String, ModelProto> networks = new LinkedHashMap<>();
    networks.put("straight import", imported);
    for (Rewrite rewrite : Fitting.KEEPING_LAYERS) {
      networks.put(rewrite.title(), Fitting.applied(imported, multiple, List.of(rewrite)));
    }
    networks.put(
        Fitting.PAIRED_ROWS.title(), Fitting.applied(imported, 16, List.of(Fitting.PAIRED_ROWS)));
    networks.put("fit", Fitting.fit(imported));
    networks.put("fitFully", Fitting.fitFully(imported, 16));
    return networks;
  }

  /**
   * One drawing.
   *
   * @param millis from begin to end
   * @param processorMillis of all threads of the process; other work of the machine distorts it
   *     less
   */
  private record Time(double millis, double processorMillis) {}

  private static Map<String, List<Time>> race(Map<String, Contestant> contestants, int rounds)
      throws OrtException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Map<String, List<Time>> times = new LinkedHashMap<>();
    // The first round is not counted.
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Contestant> entry : contestants.entrySet()) {
        long processor = system.getProcessCpuTime();
        long start = System.nanoTime();
        entry.getValue().draw();
        double millis = (System.nanoTime() - start) / 1e6;
        double processorMillis = (system.getProcessCpuTime() - processor) / 1e6;
        if (round >= 0) {
          times
              .computeIfAbsent(entry.getKey(), key -> new ArrayList<>())
              .add(new Time(millis, processorMillis));
        }
      }
    }
    return times;
  }

  private static void print(int side, Map<String, List<Time>> times, int rounds) {
    System.out.printf(
        "| %d×%d, medians of %d | ms | to TensorFlow | processor, ms | to TensorFlow |%n",
        side, side, rounds);
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    List<Time> first = times.values().iterator().next();
    times.forEach(
        (name, all) ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.3f | %.0f | %.3f |%n",
                name,
                median(all, Time::millis),
                median(all, Time::millis) / median(first, Time::millis),
                median(all, Time::processorMillis),
                median(all, Time::processorMillis) / median(first, Time::processorMillis)));
  }

  private static double median(List<Time> times, ToDoubleFunction<Time> measure) {
    return times.stream().mapToDouble(measure).sorted().toArray()[times.size() / 2];
  }
}
