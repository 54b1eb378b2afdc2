package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.BORDER_ISOLATED;
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
 * Runs a background network over a frame of any size, in tiles or as a whole. The frame is padded
 * at the right and bottom with white, as the networks saw it in training, and the padding is cut
 * off again.
 */
final class Frame {
  private final Mat frame;
  private final Network network;
  private final TileGrid grid;
  private final Cancellation cancellation;

  private Frame(Mat frame, Network network, TileGrid grid, Cancellation cancellation) {
    this.frame = frame;
    this.network = network;
    this.grid = grid;
    this.cancellation = cancellation;
  }

  /**
   * The network's picture of a frame.
   *
   * @param frame 8-bit BGR; it is not changed
   * @param grid of a size that is the frame's or, by the padding, larger
   * @param tiling decides whether seams between tiles are blended
   * @param cancellation stops the network
   * @param progress receives the share that is done
   * @return of the frame's size; the caller closes it
   */
  static Mat draw(
      Mat frame,
      Network network,
      TileGrid grid,
      Tiling tiling,
      Cancellation cancellation,
      DoubleConsumer progress) {
    Frame work = new Frame(frame, network, grid, cancellation);
    if (grid.isWhole() && grid.frame().equals(PictureSize.of(frame))) {
      return network.run(frame, Arena.GIVEN_BACK, cancellation);
    }
    Mat canvas = new Mat(frame.rows(), frame.cols(), CV_8UC3);
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
    TileAxis across = grid.across();
    TileAxis down = grid.down();
    for (int row = 0; row < down.count(); row++) {
      for (int column = 0; column < across.count(); column++) {
        int x = across.coreStart(column);
        int y = down.coreStart(row);
        // A core of nothing but padding has no place in the picture.
        int width = Math.min(across.coreEnd(column), frame.cols()) - x;
        int height = Math.min(down.coreEnd(row), frame.rows()) - y;
        if (width > 0 && height > 0) {
          int left = x - across.origin(column);
          int top = y - down.origin(row);
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
    TileAxis across = grid.across();
    TileAxis down = grid.down();
    for (int row = 0; row < down.count(); row++) {
      try (Mat strip = new Mat(down.window(), grid.frame().width(), CV_8UC3)) {
        for (int column = 0; column < across.count(); column++) {
          try (Mat tile = drawTile(column, row)) {
            SeamBlend.right(strip, tile, across, column);
          }
          progress.accept((row * across.count() + column + 1.0) / grid.count());
        }
        SeamBlend.below(canvas, strip, down, row);
      }
    }
  }

  private Mat drawTile(int column, int row) {
    boolean last = column == grid.columns() - 1 && row == grid.rows() - 1;
    try (Mat window = window(grid.across().origin(column), grid.down().origin(row))) {
      return network.run(window, last ? Arena.GIVEN_BACK : Arena.KEPT, cancellation);
    }
  }

  /** The frame's pixels in one window, white where it sticks out. */
  private Mat window(int x, int y) {
    PictureSize size = grid.window();
    int width = Math.max(0, Math.min(size.width(), frame.cols() - x));
    int height = Math.max(0, Math.min(size.height(), frame.rows() - y));
    Mat window = new Mat();
    try (Rect inside = new Rect(x, y, width, height);
        Mat part = new Mat(frame, inside);
        Scalar white = Scalar.all(255)) {
      copyMakeBorder(
          part,
          window,
          0,
          size.height() - height,
          0,
          size.width() - width,
          // Without it the border would be taken from outside the part.
          BORDER_CONSTANT | BORDER_ISOLATED,
          white);
      return window;
    } catch (RuntimeException e) {
      window.close();
      throw e;
    }
  }
}
