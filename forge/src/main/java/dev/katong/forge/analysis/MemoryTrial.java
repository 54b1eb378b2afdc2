package dev.katong.forge.analysis;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.forge.analysis.MemoryTable.Row;
import dev.katong.memory.NativeHeap;
import dev.katong.memory.ResidentMemory;
import dev.katong.network.Engine;
import dev.katong.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Draws a picture as a row of the memory table says, and sees what it really takes. */
public final class MemoryTrial {
  /** All tiles are of one size, so a few show the peak; in the first row, from the left. */
  private static final int MOST_TILES = 3;

  private MemoryTrial() {}

  /**
   * The peak, on top of what the process takes without the network; bytes.
   *
   * @param model an ONNX file's bytes
   * @return empty where the platform does not tell, or the row is larger than the free memory
   */
  public static OptionalLong peak(byte[] model, Row row) {
    if (ResidentMemory.now().isEmpty() || row.peak() > availableMemory()) {
      return OptionalLong.empty();
    }
    System.gc();
    NativeHeap.trim();
    long before = ResidentMemory.now().orElse(0);
    try (ResidentMemory.Watch watch = ResidentMemory.watch();
        Network network = Network.load(model, "the network", Engine.defaultThreads())) {
      if (row.isWhole()) {
        try (Mat frame = grey(row.window())) {
          network.run(frame).close();
        }
      } else {
        drawTiles(network, row);
      }
      return OptionalLong.of(Math.max(0, watch.peak().orElse(0) - before));
    }
  }

  private static void drawTiles(Network network, Row row) {
    int window = row.window();
    int last = row.side() - window;
    try (Mat frame = grey(row.side());
        Mat result = grey(row.side())) {
      for (int tile = 0; tile < Math.min(MOST_TILES, row.windowsAcross()); tile++) {
        int left = tile * last / (row.windowsAcross() - 1);
        try (Rect place = new Rect(left, 0, window, window);
            Mat source = new Mat(frame, place);
            Mat target = new Mat(result, place);
            Mat drawn = network.run(source)) {
          drawn.copyTo(target);
        }
      }
    }
  }

  private static Mat grey(int side) {
    try (Scalar grey = new Scalar(128, 128, 128, 0)) {
      return new Mat(side, side, CV_8UC3, grey);
    }
  }

  // To be replaced by dev.katong.memory.MachineMemory.
  private static long availableMemory() {
    try {
      return Files.readAllLines(Path.of("/proc/meminfo")).stream()
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
