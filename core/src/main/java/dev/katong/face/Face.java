package dev.katong.face;

import dev.katong.image.PictureSize;
import java.util.List;

/**
 * A face in a picture: its box, the detector's score and its five points.
 *
 * @param box the face from chin to forehead
 * @param score 0..1
 * @param points the eye on the picture's left, the other eye, the nose's tip, the mouth's corner on
 *     the picture's left, the other corner
 * @param aligned true if the points show reliably how the face lies; other faces are not drawn by a
 *     head network
 */
public record Face(Box box, double score, List<Point> points, boolean aligned) {
  public static final int POINTS = 5;

  /** A face whose points are trusted. */
  public Face(Box box, double score, List<Point> points) {
    this(box, score, points, true);
  }

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
        points.stream().map(p -> new Point(p.x() * factorX, p.y() * factorY)).toList(),
        aligned);
  }

  /** This face of a picture of one size in the same picture of another size. */
  public Face scaled(PictureSize from, PictureSize to) {
    return scaled((double) to.width() / from.width(), (double) to.height() / from.height());
  }

  /** This face after a move; its box stays upright, about the same centre. */
  Face moved(Similarity way) {
    Point centre = way.apply(box.centre());
    double width = box.width() * way.scale();
    double height = box.height() * way.scale();
    return new Face(
        new Box(centre.x() - width / 2, centre.y() - height / 2, width, height),
        score,
        points.stream().map(way::apply).toList(),
        aligned);
  }

  /** This face, its points not trusted. */
  Face notAligned() {
    return new Face(box, score, points, false);
  }
}
