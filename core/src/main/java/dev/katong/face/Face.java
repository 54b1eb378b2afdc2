package dev.katong.face;

import dev.katong.image.PictureSize;
import java.util.List;
import java.util.Locale;

/**
 * A face in a picture: its box, the detector's score and its five points.
 *
 * @param box the face from chin to forehead
 * @param score 0..1
 * @param points the eye on the picture's left, the other eye, the nose's tip, the mouth's corner on
 *     the picture's left, the other corner
 * @param head whether a head network draws the face
 */
public record Face(Box box, double score, List<Point> points, Head head) {
  public static final int POINTS = 5;

  /** A head network's work on a face, or the reason why the background network draws it alone. */
  public enum Head {
    DRAWN,
    /** The points do not show reliably how the face lies. */
    TURNED,
    /** A profile whose far eye is not there. */
    PROFILE,
    /** A mask covers mouth and nose. */
    COVERED,
    /** The face has too few pixels. */
    SMALL;

    /** Such as {@code drawn}, in JSON. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A face that a head network draws. */
  public Face(Box box, double score, List<Point> points) {
    this(box, score, points, Head.DRAWN);
  }

  /** True if a head network draws the face. */
  public boolean hasHead() {
    return head == Head.DRAWN;
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
        head);
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
        head);
  }

  /** This face, its points not trusted. */
  Face notAligned() {
    return with(Head.TURNED);
  }

  Face with(Head other) {
    return new Face(box, score, points, other);
  }
}
