package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_core.CV_16SC1;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.add;
import static org.bytedeco.opencv.global.opencv_core.addWeighted;
import static org.bytedeco.opencv.global.opencv_core.merge;
import static org.bytedeco.opencv.global.opencv_core.subtract;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.katong.face.FaceAlignment;
import dev.katong.face.Point;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.ShortIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/**
 * Crisp eyes and mouth for a face that is much larger in the picture than its head was drawn. They
 * are drawn once more, by the same network, at twice the size. Most networks make a weaker cartoon
 * of a larger photo; they get the drawn head itself, enlarged and sharpened, whose lines they draw
 * again as lines, and thinner ones. Only their lightness is taken, and only what is finer than in
 * the head; colours, eyes and mouth stay where they are.
 *
 * <p>The network runs over two windows of the head's size, one around the eyes and one around the
 * mouth, so that it takes no more memory than for a head.
 */
final class HeadRefinement implements AutoCloseable {
  /** The refined head's side in heads. */
  static final int SCALE = 2;

  /** Heads that are at least this many times as large in the picture are refined. */
  private static final double LARGE = 1.5;

  /**
   * Sizes in shares of a window's side: of sharpening, of what is fine, of the fade at its border.
   */
  private static final double SHARPENED = 1.6 / 288;

  private static final double FINE = 4.0 / 288;
  private static final double FADE = 40.0 / 288;

  private static final double SHARPENING = 1;

  private final Mat detail;

  private HeadRefinement(Mat detail) {
    this.detail = detail;
  }

  /** True if a head is refined, because it is large in the picture. */
  static boolean isWorthwhile(FaceAlignment inPicture) {
    return inPicture.scale() * LARGE <= 1;
  }

  /**
   * Draws the refinement of a head.
   *
   * @param head 8-bit BGR, square
   * @param photo 8-bit BGR, twice as wide and high: the face to be drawn; null to draw the head
   *     again
   * @param network draws a picture of the head's size; its result is closed here
   */
  static HeadRefinement of(Mat head, @Nullable Mat photo, UnaryOperator<Mat> network) {
    int side = head.cols();
    Mat detail = new Mat(SCALE * side, SCALE * side, CV_16SC1, Scalar.all(0));
    try (Mat enlarged = enlarged(head);
        Mat source = photo == null ? sharpened(enlarged, side) : new Mat(photo)) {
      for (Point middle : middles(SCALE * side)) {
        int x = (int) Math.max(0, Math.min(side, middle.x() - side / 2.0));
        int y = (int) Math.max(0, Math.min(side, middle.y() - side / 2.0));
        try (Rect window = new Rect(x, y, side, side);
            Mat part = new Mat(enlarged, window);
            Mat sourcePart = new Mat(source, window);
            Mat input = sourcePart.clone();
            Mat drawn = network.apply(input);
            Mat target = new Mat(detail, window);
            Mat old = fine(part, side);
            Mat fine = fine(drawn, side)) {
          fade(target, old, fine);
        }
      }
      return new HeadRefinement(detail);
    } catch (RuntimeException e) {
      detail.close();
      throw e;
    }
  }

  /** The middle between the eyes, and that of the mouth. */
  private static List<Point> middles(int side) {
    List<Point> points = FaceAlignment.reference(side);
    return List.of(between(points.get(0), points.get(1)), between(points.get(3), points.get(4)));
  }

  private static Point between(Point one, Point other) {
    return new Point((one.x() + other.x()) / 2, (one.y() + other.y()) / 2);
  }

  private static Mat enlarged(Mat picture) {
    Mat enlarged = new Mat();
    try (Size size = new Size(SCALE * picture.cols(), SCALE * picture.rows())) {
      resize(picture, enlarged, size, 0, 0, INTER_CUBIC);
      return enlarged;
    }
  }

  private static Mat sharpened(Mat picture, int side) {
    Mat sharp = new Mat();
    try (Mat blurred = blurred(picture, SHARPENED * side)) {
      addWeighted(picture, 1 + SHARPENING, blurred, -SHARPENING, 0, sharp);
      return sharp;
    }
  }

  private static Mat blurred(Mat picture, double sigma) {
    Mat blurred = new Mat();
    try (Size any = new Size(0, 0)) {
      GaussianBlur(picture, blurred, any, sigma);
      return blurred;
    }
  }

  /** The lightness of what is fine, 32-bit float. */
  private static Mat fine(Mat picture, int side) {
    Mat fine = new Mat();
    try (Mat grey = new Mat();
        Mat values = new Mat()) {
      cvtColor(picture, grey, COLOR_BGR2GRAY);
      grey.convertTo(values, CV_32F);
      try (Mat coarse = blurred(values, FINE * side)) {
        subtract(values, coarse, fine);
        return fine;
      }
    }
  }

  /** Puts {@code fine − old} into the window, except as far as another window has done so. */
  private static void fade(Mat target, Mat old, Mat fine) {
    int side = target.cols();
    double width = FADE * side;
    try (ShortIndexer to = target.createIndexer();
        FloatIndexer before = old.createIndexer();
        FloatIndexer after = fine.createIndexer()) {
      for (int y = 0; y < side; y++) {
        double down = Math.min(1, Math.min(y, side - 1 - y) / width);
        for (int x = 0; x < side; x++) {
          double share = down * Math.min(1, Math.min(x, side - 1 - x) / width);
          double detail = after.get(y, x) - before.get(y, x);
          to.put(y, x, (short) Math.round(share * detail + (1 - share) * to.get(y, x)));
        }
      }
    }
  }

  /**
   * A head with this refinement.
   *
   * @param head 8-bit BGR, of the drawn head's size; not changed
   * @return 8-bit BGR, twice as wide and high; closed by the caller
   */
  Mat applyTo(Mat head) {
    Mat refined = enlarged(head);
    try (Mat everywhere = new Mat();
        Mat ofChannels = new Mat();
        MatVector same = new MatVector(detail, detail, detail)) {
      merge(same, ofChannels);
      add(refined, ofChannels, refined, everywhere, CV_8U);
      return refined;
    } catch (RuntimeException e) {
      refined.close();
      throw e;
    }
  }

  /** A mask of the refined head's size; closed by the caller. */
  static Mat enlargedMask(Mat mask) {
    Mat enlarged = new Mat();
    try (Size size = new Size(SCALE * mask.cols(), SCALE * mask.rows())) {
      resize(mask, enlarged, size, 0, 0, INTER_LINEAR);
      return enlarged;
    }
  }

  @Override
  public void close() {
    detail.close();
  }
}
