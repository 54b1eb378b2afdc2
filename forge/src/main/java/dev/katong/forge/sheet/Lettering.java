package dev.katong.forge.sheet;

import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_DUPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Text in pictures, in OpenCV's own letters: Java's need fonts, which servers and containers lack.
 * They have ASCII only.
 */
public final class Lettering {
  private static final double SCALE = 0.58;
  private static final Scalar INK = new Scalar(40, 40, 40, 0);

  private Lettering() {}

  /** The weight of the letters. */
  public enum Weight {
    PLAIN(FONT_HERSHEY_SIMPLEX),
    BOLD(FONT_HERSHEY_DUPLEX);

    private final int face;

    Weight(int face) {
      this.face = face;
    }
  }

  /**
   * Writes one line.
   *
   * @param x the left end, in pixels
   * @param y its base line, in pixels
   */
  public static void line(Mat picture, String text, int x, int y, Weight weight) {
    try (Point start = new Point(x, y)) {
      putText(picture, text, start, weight.face, SCALE, INK, 1, LINE_AA, false);
    }
  }
}
