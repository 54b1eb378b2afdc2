package dev.katong.face;

import java.util.ArrayList;
import java.util.List;

/**
 * The mean places of a face's points in the box that {@code haarcascade_frontalface_alt} draws
 * around it, as fractions of the box's side. The numbers are medians over the 212 faces, from 183
 * photos, that this cascade and YuNet both found; YuNet's points were taken as the truth.
 */
final class MeanFace {
  private static final Point LEFT_EYE = new Point(0.308, 0.388);
  private static final Point RIGHT_EYE = new Point(0.692, 0.388);

  /** The points when the left eye is (0, 0) and the right eye (1, 0); the face is symmetric. */
  private static final List<Point> IN_EYES =
      List.of(
          new Point(0, 0),
          new Point(1, 0),
          new Point(0.5, 0.607),
          new Point(0.057, 1.011),
          new Point(0.943, 1.011));

  /** YuNet's box within the cascade's. */
  private static final Box IN_BOX = new Box(0.086, -0.059, 0.833, 1.123);

  private MeanFace() {}

  /** The eye on the picture's left, or the other, in a cascade's box. */
  static Point eye(Box box, boolean left) {
    Point eye = left ? LEFT_EYE : RIGHT_EYE;
    return new Point(box.x() + eye.x() * box.width(), box.y() + eye.y() * box.height());
  }

  /** The five points of the face whose eyes lie at two places. */
  static List<Point> points(Point leftEye, Point rightEye) {
    Similarity place = Similarity.fit(IN_EYES.subList(0, 2), List.of(leftEye, rightEye));
    List<Point> points = new ArrayList<>();
    IN_EYES.forEach(point -> points.add(place.apply(point)));
    return points;
  }

  /** The face from chin to forehead, as YuNet would draw it, in a cascade's box. */
  static Box chinToForehead(Box box) {
    return new Box(
        box.x() + IN_BOX.x() * box.width(),
        box.y() + IN_BOX.y() * box.height(),
        IN_BOX.width() * box.width(),
        IN_BOX.height() * box.height());
  }
}
