package dev.katong.face;

import dev.katong.face.Face.Head;
import dev.katong.image.Lab;
import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Tells the faces that a head network draws well from those that it would draw wrongly, because it
 * has to make up what is not there: the far eye of a profile, a mouth on a mask.
 *
 * <p>The limits were chosen on 761 faces of 381 photos. Of these, 27 have their eyes nearer
 * together than {@link #PROFILE}, all of them profiles; 6 have no skin's red at nose, mouth and
 * chin, all of them covered by a mask or something else.
 */
public final class HeadChoice {
  /** The least width of a face, in pixels. */
  private static final double LEAST_WIDTH = 28;

  /**
   * The distance of the eyes in profile, in distances from the eyes to the mouth; 0.86 is usual.
   */
  private static final double PROFILE = 0.36;

  /** The crop's side in which colours are compared; the eyes lie 26 pixels apart there. */
  private static final int SIDE = 112;

  private static final int EYES = 26;

  /** Skin and lips have at least this a* of CIE L*a*b* (from green to red), in any daylight. */
  private static final double LEAST_RED = 5;

  /** A mask has so much less a* than the brow. */
  private static final double LESS_RED = 6;

  private HeadChoice() {}

  /**
   * The face, marked if no head network should draw it.
   *
   * @param picture 8-bit BGR, in which the face was found
   */
  public static Face of(Face face, Mat picture) {
    if (!face.hasHead()) {
      return face;
    }
    if (face.box().width() < LEAST_WIDTH) {
      return face.with(Head.SMALL);
    }
    if (eyesToMouth(face.points()) < PROFILE) {
      return face.with(Head.PROFILE);
    }
    return isCovered(face, picture) ? face.with(Head.COVERED) : face;
  }

  private static double eyesToMouth(List<Point> points) {
    Point eyes = between(points.get(0), points.get(1));
    Point mouth = between(points.get(3), points.get(4));
    return points.get(0).distance(points.get(1)) / Math.max(1e-6, eyes.distance(mouth));
  }

  /** True if nose, mouth and chin are less red than skin is, and the brow is skin. */
  private static boolean isCovered(Face face, Mat picture) {
    FaceAlignment alignment = FaceAlignment.of(face, SIDE);
    List<Point> points = face.points().stream().map(alignment.toCrop()::apply).toList();
    Point eyes = between(points.get(0), points.get(1));
    Point mouth = between(points.get(3), points.get(4));
    try (Mat crop = alignment.cropSmoothlyMirrored(picture);
        Mat lab = Lab.of(crop);
        FloatIndexer colours = lab.createIndexer()) {
      double brow = red(colours, eyes.x(), eyes.y() - 0.35 * EYES, 0.2 * EYES);
      double nose = red(colours, points.get(2).x(), points.get(2).y(), 0.12 * EYES);
      double lips = red(colours, mouth.x(), mouth.y(), 0.35 * EYES);
      double chin = red(colours, mouth.x(), mouth.y() + 0.4 * EYES, 0.2 * EYES);
      double most = Math.max(nose, Math.max(lips, chin));
      return most < LEAST_RED && brow - most >= LESS_RED;
    }
  }

  /** The mean a* in a disc. */
  private static double red(FloatIndexer lab, double x, double y, double radius) {
    double sum = 0;
    int count = 0;
    for (int row = (int) Math.max(0, y - radius); row <= Math.min(SIDE - 1, y + radius); row++) {
      for (int column = (int) Math.max(0, x - radius);
          column <= Math.min(SIDE - 1, x + radius);
          column++) {
        if (Math.hypot(column - x, row - y) <= radius) {
          sum += lab.get(row, column, 1);
          count++;
        }
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  private static Point between(Point one, Point other) {
    return new Point((one.x() + other.x()) / 2, (one.y() + other.y()) / 2);
  }
}
