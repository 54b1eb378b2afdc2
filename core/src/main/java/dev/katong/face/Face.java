package dev.katong.face;

import java.util.List;

/**
 * A face in a picture: where it is, how sure the detector is, and its five points.
 *
 * @param box the face from chin to forehead
 * @param score 0..1
 * @param points the eye on the picture's left, the other eye, the nose's tip, the mouth's corner on
 *     the picture's left, the other corner
 */
public record Face(Box box, double score, List<Point> points) {
  public static final int POINTS = 5;

  public Face {
    points = List.copyOf(points);
    if (points.size() != POINTS) {
      throw new IllegalArgumentException(
          "a face has " + POINTS + " points (eyes, nose, mouth corners), not " + points.size());
    }
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("a face's score is within 0..1, not " + score);
    }
  }

  /** This face in a picture {@code factorX} times as wide and {@code factorY} times as high. */
  public Face scaled(double factorX, double factorY) {
    return new Face(
        new Box(
            box.x() * factorX, box.y() * factorY, box.width() * factorX, box.height() * factorY),
        score,
        points.stream().map(p -> new Point(p.x() * factorX, p.y() * factorY)).toList());
  }
}
