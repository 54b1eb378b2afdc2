package dev.katong.face;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.BORDER_REFLECT_101;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import java.nio.DoubleBuffer;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A map of the plane that turns, scales evenly and shifts, never mirrors: {@code x' = a·x − b·y +
 * shiftX}, {@code y' = b·x + a·y + shiftY}. Use it for the way between a photo and a face's crop.
 *
 * @param a scale times the rotation's cosine
 * @param b scale times the rotation's sine; a and b are not both 0
 * @param shiftX pixels
 * @param shiftY pixels
 */
public record Similarity(double a, double b, double shiftX, double shiftY) {

  public Similarity {
    double square = a * a + b * b;
    if (!(square > 0) || !Double.isFinite(square + shiftX + shiftY)) {
      throw new IllegalArgumentException(
          "a similarity has finite numbers and a scale above 0, not a %s, b %s, shift %s, %s"
              .formatted(a, b, shiftX, shiftY));
    }
  }

  /**
   * The similarity that brings {@code from} nearest to {@code to}, by the sum of squared distances.
   *
   * <p>This is the closed form of S. Umeyama, "Least-squares estimation of transformation
   * parameters between two point patterns", IEEE TPAMI 13(4), 1991. In the plane and without
   * mirroring it needs no singular values: with the centred points as complex numbers p and q the
   * best factor is {@code a + bi = Σ conj(p)·q / Σ |p|²}. Every point counts; nothing is taken as
   * an outlier.
   *
   * @param from at least two places, not all the same
   * @param to as many places, not all the same
   */
  public static Similarity fit(List<Point> from, List<Point> to) {
    if (from.size() != to.size() || from.size() < 2) {
      throw new IllegalArgumentException(
          "a similarity is fitted to two or more pairs of points, not to %d and %d points"
              .formatted(from.size(), to.size()));
    }
    Point origin = mean(from);
    Point target = mean(to);
    double along = 0;
    double across = 0;
    double square = 0;
    for (int i = 0; i < from.size(); i++) {
      double px = from.get(i).x() - origin.x();
      double py = from.get(i).y() - origin.y();
      double qx = to.get(i).x() - target.x();
      double qy = to.get(i).y() - target.y();
      along += px * qx + py * qy;
      across += px * qy - py * qx;
      square += px * px + py * py;
    }
    double a = along / square;
    double b = across / square;
    return new Similarity(
        a,
        b,
        target.x() - a * origin.x() + b * origin.y(),
        target.y() - b * origin.x() - a * origin.y());
  }

  /** A turn about the place (x, y) by {@code degrees}, clockwise as one sees it. */
  static Similarity turn(double degrees, double x, double y) {
    double a = Math.cos(Math.toRadians(degrees));
    double b = Math.sin(Math.toRadians(degrees));
    return new Similarity(a, b, x - a * x + b * y, y - b * x - a * y);
  }

  private static Point mean(List<Point> points) {
    return new Point(
        points.stream().mapToDouble(Point::x).average().orElseThrow(),
        points.stream().mapToDouble(Point::y).average().orElseThrow());
  }

  /** Maps {@code point}. */
  public Point apply(Point point) {
    return new Point(
        a * point.x() - b * point.y() + shiftX, b * point.x() + a * point.y() + shiftY);
  }

  /** A shift by {@code x} to the right and {@code y} downwards. */
  public static Similarity shift(double x, double y) {
    return new Similarity(1, 0, x, y);
  }

  /** This map, and then another. */
  public Similarity then(Similarity next) {
    Point shift = next.apply(new Point(shiftX, shiftY));
    return new Similarity(next.a * a - next.b * b, next.b * a + next.a * b, shift.x(), shift.y());
  }

  /** The box around a rectangle that began at (0, 0) before the move. */
  public Box around(double width, double height) {
    List<Point> corners =
        List.of(
            apply(new Point(0, 0)),
            apply(new Point(width, 0)),
            apply(new Point(0, height)),
            apply(new Point(width, height)));
    DoubleSummaryStatistics across = corners.stream().mapToDouble(Point::x).summaryStatistics();
    DoubleSummaryStatistics down = corners.stream().mapToDouble(Point::y).summaryStatistics();
    return new Box(
        across.getMin(),
        down.getMin(),
        across.getMax() - across.getMin(),
        down.getMax() - down.getMin());
  }

  /** The inverse mapping. */
  public Similarity inverse() {
    double square = a * a + b * b;
    return new Similarity(
        a / square,
        -b / square,
        -(a * shiftX + b * shiftY) / square,
        (b * shiftX - a * shiftY) / square);
  }

  /** Pixels there for one pixel here, above 0. */
  public double scale() {
    return Math.hypot(a, b);
  }

  /** The turn, −180..180; clockwise as one sees it, because y points down. */
  public double rotationDegrees() {
    return Math.toDegrees(Math.atan2(b, a));
  }

  /** The matrix by rows: {@code a, −b, shiftX, b, a, shiftY}. */
  public double[] rows() {
    return new double[] {a, -b, shiftX, b, a, shiftY};
  }

  /** The matrix as OpenCV's {@code warpAffine} takes it, 2×3 of CV_64F; closed by the caller. */
  public Mat matrix() {
    Mat matrix = new Mat(2, 3, CV_64F);
    DoubleBuffer values = matrix.createBuffer();
    values.put(rows());
    return matrix;
  }

  /**
   * A picture moved by this map, as by {@link #warp}; where that shrinks it to half its size or
   * less, pixels are averaged first, so that thin lines fade instead of breaking up.
   *
   * @param picture 8-bit or 32-bit float; it is not changed
   * @param width of the result, in pixels
   * @param height of the result, in pixels
   * @param outside the value of every channel where the picture has ended
   * @return closed by the caller
   */
  public Mat warpSmoothly(Mat picture, int width, int height, double outside) {
    return warpSmoothly(picture, width, height, BORDER_CONSTANT, outside);
  }

  /** As {@link #warpSmoothly(Mat, int, int, double)}, with the picture's mirror image outside. */
  Mat warpSmoothlyMirrored(Mat picture, int width, int height) {
    return warpSmoothly(picture, width, height, BORDER_REFLECT_101, 0);
  }

  private Mat warpSmoothly(Mat picture, int width, int height, int border, double outside) {
    int together = Math.max(1, (int) Math.floor(1 / scale()));
    Optional<Rect> needed = needed(picture, width, height, together);
    if (needed.isEmpty()) {
      try (Scalar everywhere = Scalar.all(outside)) {
        return new Mat(height, width, picture.type(), everywhere);
      }
    }
    try (Rect part = needed.get();
        Mat seen = new Mat(picture, part);
        Mat averaged = new Mat();
        Size size = new Size(part.width() / together, part.height() / together)) {
      resize(seen, averaged, size, 0, 0, INTER_AREA);
      double middle = (together - 1) / 2.0;
      return new Similarity(together, 0, part.x() + middle, part.y() + middle)
          .then(this)
          .warp(averaged, width, height, border, outside);
    }
  }

  /**
   * The part of a picture that a result of this size needs, its sides multiples of {@code step};
   * empty if there is none.
   */
  private Optional<Rect> needed(Mat picture, int width, int height, int step) {
    Box around = inverse().around(width, height);
    int margin = 2 * step;
    int left = within(around.x() - margin, picture.cols());
    int top = within(around.y() - margin, picture.rows());
    int right = within(around.x() + around.width() + margin, picture.cols());
    int bottom = within(around.y() + around.height() + margin, picture.rows());
    int across = (right - left) / step * step;
    int down = (bottom - top) / step * step;
    return across <= 0 || down <= 0
        ? Optional.empty()
        : Optional.of(new Rect(left, top, across, down));
  }

  private static int within(double place, int length) {
    return (int) Math.max(0, Math.min(length, Math.round(place)));
  }

  /**
   * A picture moved by this map, linearly interpolated.
   *
   * @param picture 8-bit or 32-bit float; it is not changed
   * @param width of the result, in pixels
   * @param height of the result, in pixels
   * @param outside the value of every channel where the picture has ended
   * @return closed by the caller
   */
  public Mat warp(Mat picture, int width, int height, double outside) {
    return warp(picture, width, height, BORDER_CONSTANT, outside);
  }

  private Mat warp(Mat picture, int width, int height, int border, double outside) {
    Mat moved = new Mat();
    try (Mat matrix = matrix();
        Size size = new Size(width, height);
        Scalar value = Scalar.all(outside)) {
      warpAffine(picture, moved, matrix, size, INTER_LINEAR, border, value);
      return moved;
    } catch (RuntimeException e) {
      moved.close();
      throw e;
    }
  }
}
