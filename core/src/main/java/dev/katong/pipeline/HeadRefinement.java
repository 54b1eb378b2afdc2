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

  /** Sizes in shares of a window's side: of sharpening, and of what is fine. */
  private static final double SHARPENED = 1.6 / 288;

  private static final double FINE = 4.0 / 288;

  /**
   * The distances from eyes and mouth, in distances between the eyes, up to which all of the
   * refinement shows, and from which none does. Beyond it networks also draw lines that are not in
   * the head, such as folds in dark skin.
   */
  private static final double WHOLE = 0.35;

  private static final double NONE = 0.6;

  /** Lips are lower than eyes: the same distances are shorter there by this factor. */
  private static final double LIPS = 1.8;

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
      for (List<Point> features : features(SCALE * side)) {
        Point first = features.get(0);
        Point last = features.get(features.size() - 1);
        int x = origin((first.x() + last.x()) / 2, side);
        int y = origin((first.y() + last.y()) / 2, side);
        try (Rect window = new Rect(x, y, side, side);
            Mat part = new Mat(enlarged, window);
            Mat sourcePart = new Mat(source, window);
            Mat input = sourcePart.clone();
            Mat drawn = network.apply(input);
            Mat target = new Mat(detail, window);
            Mat old = fine(part, side);
            Mat fine = fine(drawn, side)) {
          addDetail(
              target, old, fine, shares(features, features.size() == 2 ? 1 : LIPS, x, y, side));
        }
      }
      return new HeadRefinement(detail);
    } catch (RuntimeException e) {
      detail.close();
      throw e;
    }
  }

  /** The eyes, and the mouth's corners and middle. */
  private static List<List<Point>> features(int side) {
    List<Point> points = FaceAlignment.reference(side);
    Point left = points.get(3);
    Point right = points.get(4);
    Point middle = new Point((left.x() + right.x()) / 2, (left.y() + right.y()) / 2);
    return List.of(points.subList(0, 2), List.of(left, middle, right));
  }

  /** The begin of a window about a place, inside the refined head. */
  private static int origin(double middle, int side) {
    return (int) Math.max(0, Math.min((SCALE - 1) * side, middle - side / 2.0));
  }

  /** The share of the refinement that shows, for each pixel of a window. */
  private static float[][] shares(
      List<Point> features, double factor, int left, int top, int side) {
    List<Point> eyes = FaceAlignment.reference(SCALE * side).subList(0, 2);
    double unit = eyes.get(0).distance(eyes.get(1));
    float[][] shares = new float[side][side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        Point place = new Point(left + x, top + y);
        double nearest = NONE;
        for (Point feature : features) {
          nearest = Math.min(nearest, factor * feature.distance(place) / unit);
        }
        shares[y][x] = (float) Math.min(1, (NONE - nearest) / (NONE - WHOLE));
      }
    }
    return shares;
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

  /** Puts {@code share·(fine − old)} into the window. */
  private static void addDetail(Mat target, Mat old, Mat fine, float[][] shares) {
    try (ShortIndexer to = target.createIndexer();
        FloatIndexer before = old.createIndexer();
        FloatIndexer after = fine.createIndexer()) {
      for (int y = 0; y < target.rows(); y++) {
        for (int x = 0; x < target.cols(); x++) {
          float detail = shares[y][x] * (after.get(y, x) - before.get(y, x));
          if (detail != 0) {
            to.put(y, x, (short) Math.round(detail));
          }
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
