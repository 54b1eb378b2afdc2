package dev.katong.tone;

import static org.bytedeco.opencv.global.opencv_core.CV_32FC2;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.mean;
import static org.bytedeco.opencv.global.opencv_ximgproc.guidedFilter;

import dev.katong.image.PictureSize;
import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * The photo's palette, for all that is not skin: lightness by one curve for the whole picture,
 * colour place by place. The difference between the photo's and the cartoon's colours is smoothed
 * along the cartoon's own edges (guided filter), so that a shirt gets its colour back and the wall
 * behind it does not.
 */
final class Palette implements AutoCloseable {
  /** The share of the photo's colours that is restored where there is no skin. */
  private static final float COLOUR_WEIGHT = 0.6f;

  private static final float LIGHTNESS_WEIGHT = 0.4f;

  private static final double LEAST_GAMMA = 0.6;
  private static final double MOST_GAMMA = 1.6;

  /** The field's bytes hold shifts of colour in steps of a half, 128 is none. */
  private static final float STEP = 0.5f;

  private static final int NONE = 128;

  /** Entries of the table of lightness for one step of it. */
  private static final int FINENESS = 8;

  /** The variance, of values 0 to 255, that the filter treats as noise. */
  private static final double NOISE = 100;

  /** The filter's own size of working. */
  private static final double REDUCTION = 0.5;

  private final Mat field;
  private final float[] lightness = new float[100 * FINENESS + 1];

  private Palette(Mat field, double gamma) {
    this.field = field;
    for (int i = 0; i < lightness.length; i++) {
      lightness[i] = (float) (100 * Math.pow(i / (100.0 * FINENESS), gamma));
    }
  }

  /**
   * The palette of a photo for its cartoon.
   *
   * @param photo the view in L*a*b*
   * @param cartoon the cartoon in L*a*b*, of the view's size
   * @param guide the cartoon, 8-bit BGR
   * @param people the people, whose faces and skin the palette does not change
   */
  static Palette of(Mat photo, Mat cartoon, Mat guide, List<Person> people) {
    PictureSize size = PictureSize.of(photo);
    Mat field = new Mat(size.height(), size.width(), CV_8UC3);
    try (Scalar all = Scalar.all(255);
        Mat free = new Mat(size.height(), size.width(), CV_8UC1, all);
        Mat shift = new Mat(size.height(), size.width(), CV_32FC2);
        Mat smooth = new Mat()) {
      people.forEach(person -> person.cover(free));
      double gamma = gamma(photo, cartoon, free);
      difference(photo, cartoon, free, shift);
      int radius = Math.max(2, size.shortSide() / 40);
      guidedFilter(guide, shift, smooth, radius, NOISE, -1, REDUCTION);
      fill(field, smooth, free);
      return new Palette(field, gamma);
    } catch (RuntimeException e) {
      field.close();
      throw e;
    }
  }

  /** The exponent that brings the cartoon's mean lightness to the photo's. */
  private static double gamma(Mat photo, Mat cartoon, Mat free) {
    try (Scalar wanted = mean(photo, free);
        Scalar drawn = mean(cartoon, free)) {
      double gamma = Math.log(share(wanted.get(0))) / Math.log(share(drawn.get(0)));
      return Math.max(LEAST_GAMMA, Math.min(MOST_GAMMA, gamma));
    }
  }

  private static double share(double lightness) {
    return Math.max(0.05, Math.min(0.95, lightness / 100));
  }

  private static void difference(Mat photo, Mat cartoon, Mat free, Mat shift) {
    try (FloatIndexer p = photo.createIndexer();
        FloatIndexer c = cartoon.createIndexer();
        UByteIndexer f = free.createIndexer();
        FloatIndexer s = shift.createIndexer()) {
      for (long y = 0; y < shift.rows(); y++) {
        for (long x = 0; x < shift.cols(); x++) {
          float share = f.get(y, x) / 255f;
          s.put(y, x, 0, share * (p.get(y, x, 1) - c.get(y, x, 1)));
          s.put(y, x, 1, share * (p.get(y, x, 2) - c.get(y, x, 2)));
        }
      }
    }
  }

  private static void fill(Mat field, Mat shift, Mat free) {
    try (UByteIndexer to = field.createIndexer();
        FloatIndexer s = shift.createIndexer();
        UByteIndexer f = free.createIndexer()) {
      for (long y = 0; y < shift.rows(); y++) {
        for (long x = 0; x < shift.cols(); x++) {
          to.put(y, x, 0, inBytes(s.get(y, x, 0)));
          to.put(y, x, 1, inBytes(s.get(y, x, 1)));
          to.put(y, x, 2, f.get(y, x));
        }
      }
    }
  }

  private static int inBytes(float shift) {
    return Math.max(0, Math.min(255, Math.round(shift / STEP) + NONE));
  }

  /** The shifts of both axes of colour, and where they hold; of the view's size. */
  Mat field() {
    return field;
  }

  /**
   * Changes a piece of the cartoon.
   *
   * @param colours the piece in L*a*b*; changed
   * @param placedField the piece of the {@link #field}
   * @param amount 0 to 1
   */
  void apply(Mat colours, Mat placedField, float amount) {
    try (FloatIndexer lab = colours.createIndexer();
        UByteIndexer values = placedField.createIndexer()) {
      for (long y = 0; y < colours.rows(); y++) {
        for (long x = 0; x < colours.cols(); x++) {
          float share = amount * values.get(y, x, 2) / 255f;
          if (share > 0) {
            float drawn = lab.get(y, x, 0);
            int entry = (int) (Math.max(0, Math.min(100, drawn)) * FINENESS + 0.5f);
            float wanted = lightness[entry] + drawn - (float) entry / FINENESS;
            lab.put(y, x, 0, drawn + share * LIGHTNESS_WEIGHT * (wanted - drawn));
            for (int axis = 1; axis <= 2; axis++) {
              float shift = (values.get(y, x, axis - 1) - NONE) * STEP;
              lab.put(y, x, axis, lab.get(y, x, axis) + share * COLOUR_WEIGHT * shift);
            }
          }
        }
      }
    }
  }

  @Override
  public void close() {
    field.close();
  }
}
