package dev.katong.pipeline;

import dev.katong.plan.TileAxis;
import java.util.Arrays;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * Joins tiles that differ a little where they overlap: from one to the next the share rises
 * smoothly over the middle half of the overlap, first within a row of tiles, then from row to row.
 * The outer quarters, where a tile lacks context, do not show.
 */
final class SeamBlend {
  private static final int CHANNELS = 3;

  private SeamBlend() {}

  /**
   * Puts a tile into its row of tiles.
   *
   * @param strip the row, 8-bit BGR, whole as far as the tile's left neighbour; changed
   * @param tile 8-bit BGR
   */
  static void right(Mat strip, Mat tile, TileAxis across, int column) {
    try (Rect place = new Rect(across.origin(column), 0, tile.cols(), tile.rows());
        Mat target = new Mat(strip, place)) {
      mix(target, tile, ones(tile.rows()), shares(across, column));
    }
  }

  /**
   * Puts a row of tiles into the picture.
   *
   * @param canvas 8-bit BGR, whole as far as the row above; changed
   * @param strip 8-bit BGR; what sticks out of the canvas is padding
   * @param margin pixels of padding to the left of the canvas and above it
   */
  static void below(Mat canvas, Mat strip, int margin, TileAxis down, int row) {
    int y = Math.max(0, down.origin(row) - margin);
    int top = y + margin - down.origin(row);
    int height = Math.min(strip.rows() - top, canvas.rows() - y);
    if (height <= 0) {
      return;
    }
    float[] shares = Arrays.copyOfRange(shares(down, row), top, top + height);
    try (Rect place = new Rect(0, y, canvas.cols(), height);
        Mat target = new Mat(canvas, place);
        Rect inStrip = new Rect(margin, top, canvas.cols(), height);
        Mat part = new Mat(strip, inStrip)) {
      mix(target, part, shares, ones(canvas.cols()));
    }
  }

  /** The share of window {@code i}, pixel by pixel, where the one before it lies below. */
  private static float[] shares(TileAxis axis, int i) {
    float[] shares = ones(axis.window());
    int overlap = i == 0 ? 0 : axis.origin(i - 1) + axis.window() - axis.origin(i);
    for (int at = 0; at < overlap; at++) {
      float t = Math.max(0, Math.min(1, ((at + 0.5f) / overlap - 0.25f) * 2));
      shares[at] = t * t * (3 - 2 * t);
    }
    return shares;
  }

  private static float[] ones(int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static void mix(Mat target, Mat tile, float[] byRow, float[] byColumn) {
    try (UByteIndexer to = target.createIndexer();
        UByteIndexer from = tile.createIndexer()) {
      for (int row = 0; row < target.rows(); row++) {
        for (int column = 0; column < target.cols(); column++) {
          float share = byRow[row] * byColumn[column];
          for (int c = 0; c < CHANNELS; c++) {
            float mixed = share * from.get(row, column, c) + (1 - share) * to.get(row, column, c);
            to.put(row, column, c, (int) (mixed + 0.5f));
          }
        }
      }
    }
  }
}
