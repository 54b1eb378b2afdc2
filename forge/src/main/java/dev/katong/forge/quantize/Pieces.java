package dev.katong.forge.quantize;

import dev.katong.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * Pieces cut out of photos, and of every second photo one that is made dark, since dark photos are
 * few in most collections and suffer most from coarse levels. Pieces are at the photos' own scale,
 * since textures are what a network sees, and small, since all its tensors are held at once. It
 * owns them until it is closed.
 */
final class Pieces implements AutoCloseable {
  /** Height and width at most, in pixels; all tensors of DCT-Net are 110 MB of it. */
  private static final int SIDE = 288;

  /**
   * The positions of pieces, across and down, as shares of the photo's sides minus the piece's:
   * faces are mostly above the middle.
   */
  private static final double[][] PLACES = {{0.5, 0.3}, {0.15, 0.9}};

  /** The brightness of the dark pieces. */
  private static final double DARK = 0.35;

  private final List<Mat> mats;

  private Pieces(List<Mat> mats) {
    this.mats = mats;
  }

  /**
   * Cuts two pieces out of each photo, or takes it as a whole if it is small; of every second one
   * the first also dark.
   *
   * @param photos 8-bit BGR, of sides that are multiples of {@code multipleOf}
   * @param multipleOf the sides of a piece are multiples of this, in pixels
   */
  static Pieces cut(List<Mat> photos, int multipleOf) {
    int side = Math.max(SIDE / multipleOf, 1) * multipleOf;
    List<Mat> pieces = new ArrayList<>();
    for (int i = 0; i < photos.size(); i++) {
      Mat photo = photos.get(i);
      int first = pieces.size();
      int width = Math.min(side, photo.cols());
      int height = Math.min(side, photo.rows());
      boolean isSmall = width == photo.cols() && height == photo.rows();
      for (double[] place : isSmall ? new double[][] {{0, 0}} : PLACES) {
        int x = (int) (place[0] * (photo.cols() - width));
        int y = (int) (place[1] * (photo.rows() - height));
        try (Rect inside = new Rect(x, y, width, height);
            Mat part = new Mat(photo, inside)) {
          pieces.add(part.clone());
        }
      }
      if (i % 2 == 0) {
        Mat dark = new Mat();
        pieces.get(first).convertTo(dark, -1, DARK, 0);
        pieces.add(dark);
      }
    }
    return new Pieces(pieces);
  }

  /** Continuous, 8-bit BGR; not to be closed or changed. */
  List<Mat> mats() {
    return mats;
  }

  @Override
  public void close() {
    NativeMemory.release(mats);
  }
}
