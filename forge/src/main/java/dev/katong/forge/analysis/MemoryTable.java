package dev.katong.forge.analysis;

import dev.katong.memory.MemoryModel;
import dev.katong.network.NetworkFacts;
import dev.katong.network.NetworkMemory;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What square pictures of several sizes take with a network, at each precision, as a whole and in
 * tiles that keep within a budget. All bytes come on top of what the process takes without it.
 */
public final class MemoryTable {
  /** Height and width of the pictures in pixels. */
  private static final List<Integer> SIDES = List.of(512, 1024, 1500, 2048, 4096);

  private static final int PIXEL_BYTES = 3;

  private MemoryTable() {}

  /**
   * One way to draw a picture.
   *
   * @param side the picture's height and width in pixels
   * @param windowsAcross how many tiles lie beside each other, and below each other; 1 for a whole
   * @param window height and width of a tile, or of the frame drawn as a whole, in pixels
   * @param weights bytes of the loaded network
   * @param activations bytes that a run takes, the picture that it gives included
   * @param buffers bytes of the picture and, where there are tiles, of the result and a tile
   */
  public record Row(
      int side,
      Precision precision,
      int windowsAcross,
      int window,
      long weights,
      long activations,
      long buffers) {

    public boolean isWhole() {
      return windowsAcross == 1;
    }

    /** All bytes together. */
    public long peak() {
      return weights + activations + buffers;
    }
  }

  /** The rows at one precision, from the smallest picture to the largest. */
  public static List<Row> rows(NetworkFacts facts, Precision precision, long budget) {
    MemoryModel model = NetworkMemory.of(facts, precision);
    List<Row> rows = new ArrayList<>();
    for (int side : SIDES) {
      rows.add(row(facts, model, precision, side, 1));
      tiled(facts, model, precision, side, budget).ifPresent(rows::add);
    }
    return rows;
  }

  /**
   * The fewest tiles that keep within the budget; empty where there are none, or none are needed.
   */
  private static Optional<Row> tiled(
      NetworkFacts facts, MemoryModel model, Precision precision, int side, long budget) {
    if (facts.tiling() == Tiling.WHOLE || row(facts, model, precision, side, 1).peak() <= budget) {
      return Optional.empty();
    }
    for (int across = 2; ; across++) {
      Row row = row(facts, model, precision, side, across);
      if (row.window() <= 2 * facts.halo() + facts.step()) {
        return Optional.empty();
      }
      if (row.peak() <= budget) {
        return Optional.of(row);
      }
    }
  }

  private static Row row(
      NetworkFacts facts, MemoryModel model, Precision precision, int side, int across) {
    int window = window(facts, side, across);
    long windowPixels = (long) window * window;
    long framePixels = (long) side * side;
    long buffers = across == 1 ? windowPixels : 2 * framePixels + windowPixels;
    return new Row(
        side,
        precision,
        across,
        window,
        model.fixedBytes(),
        model.ofRun(windowPixels),
        PIXEL_BYTES * buffers);
  }

  // To be replaced by dev.katong.paint.TileGrid.
  private static int window(NetworkFacts facts, int side, int across) {
    int total = side + (across - 1) * 2 * facts.halo();
    int step = facts.step() * across;
    return (total + step - 1) / step * facts.step();
  }
}
