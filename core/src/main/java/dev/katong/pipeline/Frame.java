package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.BORDER_ISOLATED;
import static org.bytedeco.opencv.global.opencv_core.BORDER_REFLECT_101;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;

import dev.katong.Cancellation;
import dev.katong.image.PictureSize;
import dev.katong.network.Network;
import dev.katong.network.Network.Arena;
import dev.katong.network.Tiling;
import dev.katong.plan.TileAxis;
import dev.katong.plan.TileGrid;
import java.util.function.DoubleConsumer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Runs a background network over a frame of any size, in tiles or as a whole.
 *
 * <p>Near the border of what it gets, a network draws strips, smudges and lines that are not in the
 * photo. So a grid may have a margin, by which the frame is continued on all sides with its mirror
 * image; what is drawn there is cut off. Only tiles that reach over the border are continued, so
 * that no second frame is held.
 *
 * <p>Without a margin the frame is padded at the right and bottom with white, as the original
 * pipeline pads it. For networks that normalise by the whole frame it is padded with its mirror
 * image, since white would change their statistics.
 */
final class Frame {
  private final Mat frame;
  private final Network network;
  private final TileGrid grid;
  private final int border;
  private final Cancellation cancellation;

  private Frame(Mat frame, Network network, TileGrid grid, int border, Cancellation cancellation) {
    this.frame = frame;
    this.network = network;
    this.grid = grid;
    this.border = border;
    this.cancellation = cancellation;
  }

  /**
   * The network's picture of a frame.
   *
   * @param frame 8-bit BGR; it is not changed
   * @param grid of a size that is the frame's or, by the padding, larger
   * @param tiling decides whether seams between tiles are blended
   * @param cancellation stops the network
   * @param progress told of the share that is done
   * @return of the frame's size times the network's scale; the caller closes it
   */
  static Mat draw(
      Mat frame,
      Network network,
      TileGrid grid,
      Tiling tiling,
      Cancellation cancellation,
      DoubleConsumer progress) {
    int border =
        tiling == Tiling.BLENDED || grid.margin() > 0 ? BORDER_REFLECT_101 : BORDER_CONSTANT;
    Frame work = new Frame(frame, network, grid, border, cancellation);
    if (grid.isWhole() && grid.frame().equals(PictureSize.of(frame))) {
      return network.run(frame, Arena.GIVEN_BACK, cancellation);
    }
    int scale = network.scale();
    Mat canvas = new Mat(scale * frame.rows(), scale * frame.cols(), CV_8UC3);
    try {
      if (tiling == Tiling.BLENDED && !grid.isWhole()) {
        work.blendTiles(canvas, progress);
      } else {
        work.placeTiles(canvas, progress);
      }
      return canvas;
    } catch (RuntimeException e) {
      canvas.close();
      throw e;
    }
  }

  private void placeTiles(Mat canvas, DoubleConsumer progress) {
    TileAxis across = grid.across().times(network.scale());
    TileAxis down = grid.down().times(network.scale());
    int margin = grid.margin() * network.scale();
    for (int row = 0; row < down.count(); row++) {
      for (int column = 0; column < across.count(); column++) {
        int x = Math.max(0, across.coreStart(column) - margin);
        int y = Math.max(0, down.coreStart(row) - margin);
        // A core of nothing but padding has no place in the picture.
        int width = Math.min(across.coreEnd(column) - margin, canvas.cols()) - x;
        int height = Math.min(down.coreEnd(row) - margin, canvas.rows()) - y;
        if (width > 0 && height > 0) {
          int left = x + margin - across.origin(column);
          int top = y + margin - down.origin(row);
          try (Mat tile = drawTile(column, row);
              Rect inTile = new Rect(left, top, width, height);
              Mat core = new Mat(tile, inTile);
              Rect inCanvas = new Rect(x, y, width, height);
              Mat place = new Mat(canvas, inCanvas)) {
            core.copyTo(place);
          }
        }
        progress.accept((row * across.count() + column + 1.0) / grid.count());
      }
    }
  }

  private void blendTiles(Mat canvas, DoubleConsumer progress) {
    TileAxis across = grid.across().times(network.scale());
    TileAxis down = grid.down().times(network.scale());
    for (int row = 0; row < down.count(); row++) {
      try (Mat strip = new Mat(down.window(), across.length(), CV_8UC3)) {
        for (int column = 0; column < across.count(); column++) {
          try (Mat tile = drawTile(column, row)) {
            SeamBlend.right(strip, tile, across, column);
          }
          progress.accept((row * across.count() + column + 1.0) / grid.count());
        }
        SeamBlend.below(canvas, strip, grid.margin() * network.scale(), down, row);
      }
    }
  }

  private Mat drawTile(int column, int row) {
    boolean last = column == grid.columns() - 1 && row == grid.rows() - 1;
    try (Mat window = window(grid.across().origin(column), grid.down().origin(row))) {
      return network.run(window, last ? Arena.GIVEN_BACK : Arena.KEPT, cancellation);
    }
  }

  /** The frame's pixels in one window, padded or continued where it sticks out. */
  private Mat window(int x, int y) {
    PictureSize size = grid.window();
    Reach across = Reach.of(x - grid.margin(), size.width(), frame.cols());
    Reach down = Reach.of(y - grid.margin(), size.height(), frame.rows());
    Mat window = new Mat();
    try (Rect inside = new Rect(across.from, down.from, across.length(), down.length());
        Mat part = new Mat(frame, inside);
        Scalar white = Scalar.all(255)) {
      copyMakeBorder(
          part,
          window,
          down.before,
          down.after,
          across.before,
          across.after,
          // Without it the border would be taken from outside the part.
          border | BORDER_ISOLATED,
          white);
      return cutTo(size, across, down, window);
    } catch (RuntimeException e) {
      window.close();
      throw e;
    }
  }

  /** The window alone, where more than it was needed to mirror the frame. */
  private static Mat cutTo(PictureSize size, Reach across, Reach down, Mat window) {
    if (size.equals(PictureSize.of(window))) {
      return window;
    }
    try (window;
        Rect place = new Rect(across.skipped, down.skipped, size.width(), size.height());
        Mat part = new Mat(window, place)) {
      return part.clone();
    }
  }

  /**
   * The pixels of one side of the frame that a window needs: those inside it, and those that its
   * continuation mirrors.
   *
   * @param from the first pixel of the frame
   * @param to the pixel after the last
   * @param before pixels of continuation before them
   * @param after pixels of continuation after them
   * @param skipped pixels at the begin of all these that the window lacks
   */
  private record Reach(int from, int to, int before, int after, int skipped) {

    /**
     * The pixels for a window.
     *
     * @param origin of the window; below 0 where it begins before the frame
     * @param length of the window
     * @param frame the frame's length
     */
    static Reach of(int origin, int length, int frame) {
      int before = Math.max(0, -origin);
      int after = Math.max(0, origin + length - frame);
      // A window of padding only still gets a pixel to be padded.
      int inside = Math.max(0, Math.min(origin, frame - 1));
      int from = after == 0 ? inside : Math.max(0, Math.min(inside, frame - 1 - after));
      int to = Math.min(frame, Math.max(origin + length, before + 1));
      return new Reach(from, to, before, after, Math.max(0, origin) - from);
    }

    int length() {
      return to - from;
    }
  }
}
