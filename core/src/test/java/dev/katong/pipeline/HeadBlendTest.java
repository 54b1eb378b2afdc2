package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.randu;

import dev.katong.face.FaceAlignment;
import dev.katong.face.Similarity;
import dev.katong.fixture.PictureAssert;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

class HeadBlendTest {
  private static final int SIZE = 48;
  private static final int WIDTH = 120;
  private static final int HEIGHT = 90;

  /** OpenCV rounds places to 1/32 of a pixel, from where the warp begins. */
  private static final int PLACE_ROUNDING = 4;

  /** The rectangle is a short cut; the result is that of warping whole frames. */
  @Property(tries = 60)
  void blend_anywhere_equalsTheBlendOfWholeFrames(
      @ForAll @DoubleRange(min = -170, max = 170) double degrees,
      @ForAll @DoubleRange(min = 0.4, max = 3) double scale,
      @ForAll @DoubleRange(min = -60, max = 150) double shiftX,
      @ForAll @DoubleRange(min = -60, max = 120) double shiftY) {
    double turn = Math.toRadians(degrees);
    Similarity toPicture =
        new Similarity(scale * Math.cos(turn), scale * Math.sin(turn), shiftX, shiftY);
    try (Mat canvas = noise(HEIGHT, WIDTH);
        Mat expected = canvas.clone();
        Mat head = noise(SIZE, SIZE);
        Mat mask = softMask()) {
      HeadBlend.blend(canvas, head, mask, new FaceAlignment(toPicture.inverse(), SIZE));
      blendWholeFrames(expected, head, mask, toPicture);
      PictureAssert.assertThat(canvas).differsAtMostBy(expected, PLACE_ROUNDING);
    }
  }

  /** 1 in the middle, falling to 0 at the border, as the masks of styles do. */
  private static Mat softMask() {
    Mat mask = new Mat(SIZE, SIZE, CV_32FC1);
    try (FloatIndexer values = mask.createIndexer()) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          int toBorder = Math.min(Math.min(x, y), Math.min(SIZE - 1 - x, SIZE - 1 - y));
          values.put(y, x, Math.min(1, toBorder / (SIZE / 4f)));
        }
      }
    }
    return mask;
  }

  private static void blendWholeFrames(Mat canvas, Mat head, Mat mask, Similarity toPicture) {
    try (Mat placed = warped(head, toPicture);
        Mat share = warped(mask, toPicture);
        UByteIndexer to = canvas.createIndexer();
        UByteIndexer from = placed.createIndexer();
        FloatIndexer by = share.createIndexer()) {
      for (long y = 0; y < HEIGHT; y++) {
        for (long x = 0; x < WIDTH; x++) {
          for (int c = 0; c < 3; c++) {
            double m = by.get(y, x);
            to.put(y, x, c, (int) Math.round(m * from.get(y, x, c) + (1 - m) * to.get(y, x, c)));
          }
        }
      }
    }
  }

  private static Mat warped(Mat crop, Similarity toPicture) {
    return toPicture.warp(crop, WIDTH, HEIGHT, 0);
  }

  /** Smooth noise: neighbours are alike, so that a warp's rounding of places does not show. */
  private static Mat noise(int rows, int cols) {
    Mat noise = new Mat();
    try (Mat small = new Mat(rows / 12, cols / 12, CV_8UC3);
        Mat low = new Mat(1, 1, CV_32F, Scalar.all(0));
        Mat high = new Mat(1, 1, CV_32F, Scalar.all(255));
        Size size = new Size(cols, rows)) {
      randu(small, low, high);
      org.bytedeco.opencv.global.opencv_imgproc.resize(small, noise, size);
      return noise;
    }
  }
}
