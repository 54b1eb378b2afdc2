package dev.katong.forge.analysis.memory;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.forge.analysis.memory.MemoryTable.Row;
import dev.katong.image.PictureSize;
import dev.katong.memory.MachineMemory;
import dev.katong.memory.NativeHeap;
import dev.katong.memory.ResidentMemory;
import dev.katong.network.Engine;
import dev.katong.network.Network;
import dev.katong.plan.TileGrid;
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
   * The peak memory in bytes, minus that of the process without the network.
   *
   * @param model an ONNX file's bytes
   * @return empty where the platform does not tell, or the row is larger than the free memory
   */
  public static OptionalLong peak(byte[] model, Row row) {
    if (ResidentMemory.now().isEmpty() || row.peak() > MachineMemory.now().availableBytes()) {
      return OptionalLong.empty();
    }
    System.gc();
    NativeHeap.trim();
    long before = ResidentMemory.now().orElse(0);
    try (ResidentMemory.Watch watch = ResidentMemory.watch();
        Network network = Network.load(model, "the network", Engine.defaultThreads())) {
      if (row.grid().isWhole()) {
        try (Mat frame = grey(row.grid().frame())) {
          network.run(frame).close();
        }
      } else {
        drawTiles(network, row.grid());
      }
      return OptionalLong.of(Math.max(0, watch.peak().orElse(0) - before));
    }
  }

  private static void drawTiles(Network network, TileGrid grid) {
    PictureSize window = grid.window();
    try (Mat frame = grey(grid.frame());
        Mat result = grey(grid.frame())) {
      for (int tile = 0; tile < Math.min(MOST_TILES, grid.columns()); tile++) {
        try (Rect place = new Rect(grid.across().origin(tile), 0, window.width(), window.height());
            Mat source = new Mat(frame, place);
            Mat target = new Mat(result, place);
            Mat drawn = network.run(source)) {
          drawn.copyTo(target);
        }
      }
    }
  }

  private static Mat grey(PictureSize size) {
    try (Scalar grey = new Scalar(128, 128, 128, 0)) {
      return new Mat(size.height(), size.width(), CV_8UC3, grey);
    }
  }
}
