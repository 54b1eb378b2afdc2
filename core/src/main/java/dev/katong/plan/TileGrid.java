package dev.katong.plan;

import dev.katong.image.PictureSize;
import java.util.Optional;

/**
 * The cut of a frame into equal windows that overlap, each the context of a core; the cores
 * together are the frame. One window, as large as the frame, is the frame as a whole.
 *
 * <p>All windows have one shape because the engine's memory grows with each new one, and because
 * equal tiles cost less than full ones and a remainder.
 *
 * @param frame the size that is cut, a multiple of the step; what sticks out of the picture is
 *     padding or, beyond a margin, the picture's continuation
 * @param across the cut from left to right
 * @param down the cut from top to bottom
 * @param halo pixels of context around a core
 * @param margin pixels of the frame to the left of the picture and above it, a multiple of the step
 */
public record TileGrid(PictureSize frame, TileAxis across, TileAxis down, int halo, int margin) {

  /** The most tiles in a row; with more, their halos would be most of the work. */
  private static final int MAX_COUNT = 512;

  /** A cut of a frame that begins where the picture does. */
  public TileGrid(PictureSize frame, TileAxis across, TileAxis down, int halo) {
    this(frame, across, down, halo, 0);
  }

  /** The same cut, of a picture that begins {@code margin} pixels inside the frame. */
  public TileGrid around(int pixels) {
    return new TileGrid(frame, across, down, halo, pixels);
  }

  /** The frame as a whole. */
  public static TileGrid whole(PictureSize frame) {
    return new TileGrid(
        frame,
        new TileAxis(frame.width(), frame.width(), 1, 1),
        new TileAxis(frame.height(), frame.height(), 1, 1),
        0);
  }

  /**
   * The cut with the least work whose windows have at most {@code maxPixels}.
   *
   * @param frame sides are multiples of {@code step}
   * @param halo pixels, a multiple of {@code step}
   * @param step the grid on which windows begin and end, in pixels
   * @param maxPixels of one window
   * @return the frame as a whole if it is small enough; empty if even the smallest sensible windows
   *     are too large
   */
  public static Optional<TileGrid> within(PictureSize frame, int halo, int step, long maxPixels) {
    if (frame.pixels() <= maxPixels) {
      return Optional.of(whole(frame));
    }
    TileGrid best = null;
    for (int rows = 1; rows <= mostTiles(frame.height(), halo, step); rows++) {
      TileAxis down = TileAxis.cut(frame.height(), rows, halo, step);
      for (int columns = 1; columns <= mostTiles(frame.width(), halo, step); columns++) {
        TileAxis across = TileAxis.cut(frame.width(), columns, halo, step);
        if ((long) across.window() * down.window() <= maxPixels) {
          TileGrid grid = new TileGrid(frame, across, down, halo);
          best = best == null || grid.work() < best.work() ? grid : best;
          break;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * The cut into windows of a given size.
   *
   * @param frame no smaller than a window
   */
  public static TileGrid ofWindows(PictureSize frame, PictureSize window, int halo) {
    return new TileGrid(
        frame,
        TileAxis.ofWindows(frame.width(), window.width(), halo),
        TileAxis.ofWindows(frame.height(), window.height(), halo),
        halo);
  }

  /**
   * Pixels of the smallest sensible window: a core as wide as its halo, at least 64 pixels, in a
   * frame that is larger.
   */
  public static long leastPixels(PictureSize frame, int halo, int step) {
    int across = mostTiles(frame.width(), halo, step);
    int down = mostTiles(frame.height(), halo, step);
    return (long) TileAxis.cut(frame.width(), across, halo, step).window()
        * TileAxis.cut(frame.height(), down, halo, step).window();
  }

  /** The most tiles that each have a core of the least size. */
  private static int mostTiles(int length, int halo, int step) {
    int core = Math.max(64, halo);
    int aligned = (core + step - 1) / step * step;
    return Math.max(1, Math.min(MAX_COUNT, (length - 2 * halo) / aligned));
  }

  /** The size of every window. */
  public PictureSize window() {
    return new PictureSize(across.window(), down.window());
  }

  public int columns() {
    return across.count();
  }

  public int rows() {
    return down.count();
  }

  /** The number of tiles. */
  public int count() {
    return columns() * rows();
  }

  /** True if the frame is one tile. */
  public boolean isWhole() {
    return count() == 1;
  }

  /** Pixels that the network is run over. */
  public long work() {
    return count() * window().pixels();
  }
}
