package dev.katong.forge.analysis.memory;

import dev.katong.image.PictureSize;
import dev.katong.memory.MemoryModel;
import dev.katong.network.NetworkFacts;
import dev.katong.network.NetworkMemory;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.plan.TileGrid;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory that square pictures of several sizes take with a network, at each precision, as a
 * whole and in tiles that keep within a budget. The memory of the process without the network is
 * not included.
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
   * @param grid the tiles of the frame, which is padded to a size that the network takes
   * @param weights bytes of the loaded network
   * @param activations bytes reserved for a run: the memory of the worst shapes, the output
   *     included
   * @param buffers bytes of the photo and, where there are tiles, of the result and of a tile
   */
  public record Row(
      int side, Precision precision, TileGrid grid, long weights, long activations, long buffers) {

    /** All bytes together. */
    public long peak() {
      return weights + activations + buffers;
    }
  }

  /**
   * The rows at one precision, from the smallest picture to the largest.
   *
   * @param budget bytes that weights and activations may take; pictures come on top
   */
  public static List<Row> rows(NetworkFacts facts, Precision precision, long budget) {
    MemoryModel model = NetworkMemory.of(facts, precision);
    List<Row> rows = new ArrayList<>();
    for (int side : SIDES) {
      PictureSize frame = new PictureSize(side, side).roundedUpTo(facts.step());
      rows.add(row(model, precision, side, TileGrid.whole(frame)));
      if (facts.tiling() != Tiling.WHOLE) {
        long pixels = model.pixelsWithin(budget - model.fixedBytes());
        TileGrid.within(frame, facts.halo(), facts.step(), pixels)
            .filter(grid -> !grid.isWhole())
            .ifPresent(grid -> rows.add(row(model, precision, side, grid)));
      }
    }
    return rows;
  }

  private static Row row(MemoryModel model, Precision precision, int side, TileGrid grid) {
    long window = grid.window().pixels();
    long photo = (long) side * side;
    long buffers = grid.isWhole() ? window : 2 * photo + window;
    return new Row(
        side, precision, grid, model.fixedBytes(), model.ofWorstRun(window), PIXEL_BYTES * buffers);
  }
}
