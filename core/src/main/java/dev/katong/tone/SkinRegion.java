package dev.katong.tone;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.max;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;

import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The region of one person's skin in a cartoon. A pixel belongs to it in one of two ways: it lies
 * on the face and is about as light and as coloured as the skin that the style drew there; or the
 * photo has the person's own colour there, near the person, and the person's colour would bring the
 * cartoon nearer to the photo.
 */
final class SkinRegion {
  /** A share of skin below this is none. */
  private static final double LEAST_SHARE = 0.02;

  /** The least tolerance for the distance of a pixel from the drawn skin, in L*a*b*. */
  private static final double DRAWN_LIGHTNESS = 16;

  private static final double DRAWN_COLOUR = 8;

  /** The same from the person's own skin in the photo; of lightness the logarithm. */
  private static final double OWN_LIGHT = 0.45;

  private static final double OWN_COLOUR = 5;

  private final SkinColour own;
  private final SkinColour drawn;
  private final SkinCurve curve;
  private final SkinSearchArea reach;
  private final Area area;

  SkinRegion(SkinColour own, SkinColour drawn, SkinCurve curve, SkinSearchArea reach, Area area) {
    this.own = own;
    this.drawn = drawn;
    this.curve = curve;
    this.reach = reach;
    this.area = area;
  }

  /**
   * The share of skin.
   *
   * @param photo the area in L*a*b*
   * @param cartoon the same of the cartoon
   * @param face 8-bit: where the face is
   * @param softness by how much it is blurred, in pixels
   * @return 8-bit of one channel; closed by the caller
   */
  Mat weight(Mat photo, Mat cartoon, Mat face, double softness) {
    Mat weight = new Mat(photo.rows(), photo.cols(), CV_8UC1);
    try (Mat shaded = new Mat(photo.rows(), photo.cols(), CV_8UC1);
        Size anySize = new Size()) {
      fill(weight, shaded, photo, cartoon, face);
      max(weight, shaded, weight);
      GaussianBlur(weight, weight, anySize, softness);
      return weight;
    } catch (RuntimeException e) {
      weight.close();
      throw e;
    }
  }

  /**
   * The person's skin in the photo.
   *
   * @param others 8-bit: what is not skin is above 127
   * @return 8-bit of one channel; closed by the caller
   */
  Mat inPhoto(Mat photo, Mat others) {
    Mat skin = new Mat(photo.rows(), photo.cols(), CV_8UC1);
    try (UByteIndexer shares = skin.createIndexer();
        FloatIndexer colours = photo.createIndexer();
        UByteIndexer left = others.createIndexer()) {
      float[] p = new float[3];
      for (int y = 0; y < photo.rows(); y++) {
        for (int x = 0; x < photo.cols(); x++) {
          colours.get(y, x, p);
          double like = left.get(y, x) > 127 ? 0 : like(p);
          double near = like == 0 ? 0 : like * reach.share(area.x() + x, area.y() + y);
          shares.put(y, x, (int) (255 * near + 0.5));
        }
      }
      return skin;
    } catch (RuntimeException e) {
      skin.close();
      throw e;
    }
  }

  private void fill(Mat lit, Mat shaded, Mat photo, Mat cartoon, Mat face) {
    try (UByteIndexer lits = lit.createIndexer();
        UByteIndexer shadeds = shaded.createIndexer();
        FloatIndexer photoColours = photo.createIndexer();
        FloatIndexer cartoonColours = cartoon.createIndexer();
        UByteIndexer onFace = face.createIndexer()) {
      float[] p = new float[3];
      float[] c = new float[3];
      for (int y = 0; y < photo.rows(); y++) {
        for (int x = 0; x < photo.cols(); x++) {
          photoColours.get(y, x, p);
          int here = onFace.get(y, x);
          double like = like(p);
          if (here == 0 && like == 0) {
            lits.put(y, x, 0);
            shadeds.put(y, x, 0);
          } else {
            cartoonColours.get(y, x, c);
            double coloured = 255 * drawn.colouring(c);
            double near = like == 0 ? 0 : like * reach.share(area.x() + x, area.y() + y);
            lits.put(y, x, (int) (coloured * here / 255 * likeDrawn(c) + 0.5));
            shadeds.put(y, x, (int) (coloured * near * gain(p, c) + 0.5));
          }
        }
      }
    }
  }

  /** The degree to which a photo's pixel has the person's colour under any light; 0 to 1. */
  private double like(float[] p) {
    double light = own.light(p);
    double tolerance = Math.max(OWN_COLOUR, 2 * own.colourSpread());
    double ofColour =
        square((p[1] - own.a() * light) / tolerance) + square((p[2] - own.b() * light) / tolerance);
    if (ofColour > 9) {
      return 0;
    }
    double share = bell(ofColour + square(Math.log(light) / OWN_LIGHT));
    return share < LEAST_SHARE ? 0 : share;
  }

  /** The degree to which a cartoon's pixel has the colour of the drawn skin; 0 to 1. */
  private double likeDrawn(float[] c) {
    double lightness = Math.max(DRAWN_LIGHTNESS, 1.5 * drawn.lightnessSpread());
    double colour = Math.max(DRAWN_COLOUR, 2 * drawn.colourSpread());
    return bell(
        square((c[0] - drawn.lightness()) / lightness)
            + square((c[1] - drawn.a()) / colour)
            + square((c[2] - drawn.b()) / colour));
  }

  /**
   * The degree to which the person's colour brings a pixel of the cartoon nearer to the photo; 0 to
   * 1.
   */
  private double gain(float[] p, float[] c) {
    float lightness = curve.lightness(c[0]);
    double before = distance(p, c[0], c[1], c[2]);
    double after =
        distance(
            p,
            lightness,
            curve.colour(1, c[1], c[0], lightness),
            curve.colour(2, c[2], c[0], lightness));
    return Math.max(0, Math.min(1, 0.5 + (before - after) / 8));
  }

  private static double distance(float[] p, double lightness, double a, double b) {
    return Math.sqrt(square(p[0] - lightness) + square(p[1] - a) + square(p[2] - b));
  }

  /** 1 up to one standard deviation, then falling. */
  private static double bell(double squaredDistance) {
    double beyond = Math.max(0, squaredDistance - 1);
    return 1 / (1 + beyond * beyond);
  }

  private static double square(double value) {
    return value * value;
  }
}
