package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import dev.katong.forge.NetworkFile;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.SizeProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

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

  private static Map<String, List<Double>> race(Map<String, Contestant> contestants, int rounds)
      throws OrtException {
    Map<String, List<Double>> times = new LinkedHashMap<>();
    // The first round is not counted.
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Contestant> entry : contestants.entrySet()) {
        long start = System.nanoTime();
        entry.getValue().draw();
        double millis = (System.nanoTime() - start) / 1e6;
        if (round >= 0) {
          times.computeIfAbsent(entry.getKey(), key -> new ArrayList<>()).add(millis);
        }
      }
    }
    return times;
  }

  private static void print(int side, Map<String, List<Double>> times, int rounds) {
    System.out.printf(
        "| %d×%d, %d rounds | median, ms | least, ms | to TensorFlow |%n", side, side, rounds);
    System.out.println("| --- | ---: | ---: | ---: |");
    double first = median(times.values().iterator().next());
    times.forEach(
        (name, millis) ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.3f |%n",
                name,
                median(millis),
                millis.stream().mapToDouble(Double::doubleValue).min().orElse(0),
                median(millis) / first));
  }

  private static double median(List<Double> millis) {
    return millis.stream().sorted().toList().get(millis.size() / 2);
  }
}
