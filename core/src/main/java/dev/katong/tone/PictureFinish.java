package dev.katong.tone;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.subtract;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_ximgproc.guidedFilter;

import dev.katong.face.Box;
import dev.katong.face.Face;
import dev.katong.image.Bands;
import dev.katong.image.Enlargement;
import dev.katong.image.Lab;
import dev.katong.image.PictureSize;
import dev.katong.tone.FaceForms.Form;
import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Applies a style's finish. What depends on a pixel's surroundings is found out at the view's size
 * and kept as a field of differences; the field, black and white point and chroma are applied to
 * the cartoon strip by strip, whatever its size.
 */
public final class PictureFinish {
  /** Both pictures in L*a*b*, their difference, what the filters hold, and the field. */
  private static final long BYTES_OF_PIXEL = 130;

  /** The field's bytes hold differences in L*a*b* in steps of a half, 128 is none. */
  private static final float STEP = 0.5f;

  private static final int NONE = 128;

  /** The variance, of values 0 to 255, below which differences are smoothed away. */
  private static final double FLAT = 300;

  /** The widths of shade and light that faces get back, as distances on the aligned face. */
  private static final double FINE = 0.8;

  private static final double COARSE = 12;

  /** The most lightness that shade takes; light gives much less, or noses shine. */
  private static final float MOST_SHADE = 24;

  private static final float MOST_LIGHT = 5;

  /** Eyes and brows, whose places styles move. */
  private static final Form LEFT_EYE_AND_BROW = new Form(42.5, 48, 16, 16);

  private static final Form RIGHT_EYE_AND_BROW = new Form(70.9, 48, 16, 16);

  /** The width of lines for a view of 720 pixels, in pixels. */
  private static final double LINE = 1.2;

  /** The dip of the photo's lightness at which a line begins, and by how much more it is full. */
  private static final float LINE_FROM = 1.5f;

  private static final float LINE_RANGE = 6;

  /** The most that ink takes of the lightness. */
  private static final float MOST_INK = 60;

  private PictureFinish() {}

  /**
   * Changes a cartoon as its style recommends, but for its tone.
   *
   * @param cartoon 8-bit BGR, of the view's proportions; changed
   * @param view the photo, 8-bit BGR
   * @param faces in pixels of the view
   */
  public static void apply(Mat cartoon, Mat view, List<Face> faces, StyleFinish finish) {
    try (Mat field = field(cartoon, view, faces, finish)) {
      apply(cartoon, field, finish, Bands.PIXELS);
    }
  }

  /** The bytes that {@link #apply} takes in addition to the pictures. */
  public static long bytes(PictureSize view) {
    return BYTES_OF_PIXEL * view.pixels();
  }

  /** The differences in L*a*b* that depend on a pixel's surroundings, of the view's size. */
  static Mat field(Mat cartoon, Mat view, List<Face> faces, StyleFinish finish) {
    PictureSize size = PictureSize.of(view);
    Mat field = new Mat(size.height(), size.width(), CV_8UC3);
    try (Scalar zero = Scalar.all(0);
        Mat difference = new Mat(size.height(), size.width(), CV_32FC3, zero);
        Mat small = size.fit(cartoon);
        Mat drawn = Lab.of(small);
        Mat photo = Lab.of(view)) {
      if (finish.flattening() > 0) {
        flatten(small, drawn, difference, (float) finish.flattening());
      }
      if (finish.ink() > 0) {
        ink(drawn, faces, difference, (float) finish.ink());
      }
      if (finish.shading() > 0) {
        for (Face face : faces) {
          shade(face, photo, drawn, difference, (float) finish.shading());
        }
      }
      difference.convertTo(field, CV_8UC3, 1 / STEP, NONE);
      return field;
    } catch (RuntimeException e) {
      field.close();
      throw e;
    }
  }

  private static void flatten(Mat guide, Mat drawn, Mat difference, float share) {
    int radius = Math.max(2, PictureSize.of(guide).shortSide() / 90);
    try (Mat flat = new Mat()) {
      guidedFilter(guide, drawn, flat, radius, FLAT, -1, 1);
      subtract(flat, drawn, difference);
      difference.convertTo(difference, -1, share, 0);
    }
  }

  /** Darkens the dark side of the edges (Winnemöller, "XDoG", 2011), outside of faces. */
  private static void ink(Mat drawn, List<Face> faces, Mat difference, float share) {
    PictureSize size = PictureSize.of(drawn);
    double width = LINE * Math.max(1, size.shortSide() / 720.0);
    Area whole = new Area(0, 0, size.width(), size.height());
    try (Mat near = lightness(drawn, width);
        Mat far = lightness(drawn, 1.6 * width)) {
      for (Face face : faces) {
        FaceForms forms = new FaceForms(face, whole);
        try (Mat mask = forms.draw(4, FaceForms.FACE)) {
          lessInside(near, far, mask);
        }
      }
      try (FloatIndexer n = near.createIndexer();
          FloatIndexer f = far.createIndexer();
          FloatIndexer change = difference.createIndexer()) {
        for (long y = 0; y < drawn.rows(); y++) {
          for (long x = 0; x < drawn.cols(); x++) {
            float line = (f.get(y, x) - n.get(y, x) - LINE_FROM) / LINE_RANGE;
            if (line > 0) {
              float dark = share * MOST_INK * Math.min(1, line);
              change.put(y, x, 0, change.get(y, x, 0) - dark);
            }
          }
        }
      }
    }
  }

  private static void lessInside(Mat near, Mat far, Mat mask) {
    try (FloatIndexer n = near.createIndexer();
        FloatIndexer f = far.createIndexer();
        UByteIndexer m = mask.createIndexer()) {
      for (long y = 0; y < near.rows(); y++) {
        for (long x = 0; x < near.cols(); x++) {
          float inside = m.get(y, x) / 255f;
          f.put(y, x, f.get(y, x) + inside * (n.get(y, x) - f.get(y, x)));
        }
      }
    }
  }

  /**
   * Gives a face the photo's light and shade of middle widths in place of the drawing's, but for
   * eyes, brows and mouth.
   */
  private static void shade(Face face, Mat photo, Mat drawn, Mat difference, float share) {
    Area area = Area.of(surroundings(face.box()), PictureSize.of(photo)).orElse(null);
    if (area == null) {
      return;
    }
    FaceForms forms = new FaceForms(face, area);
    try (Rect place = area.rect();
        Mat photoPart = new Mat(photo, place);
        Mat drawnPart = new Mat(drawn, place);
        Mat part = new Mat(difference, place);
        Mat photoBand = band(photoPart, forms);
        Mat drawnBand = band(drawnPart, forms);
        Mat inside = forms.draw(5, FaceForms.FACE);
        Mat features = forms.draw(2.5, LEFT_EYE_AND_BROW, RIGHT_EYE_AND_BROW, FaceForms.MOUTH);
        FloatIndexer p = photoBand.createIndexer();
        FloatIndexer d = drawnBand.createIndexer();
        FloatIndexer change = part.createIndexer();
        UByteIndexer in = inside.createIndexer();
        UByteIndexer out = features.createIndexer()) {
      for (long y = 0; y < part.rows(); y++) {
        for (long x = 0; x < part.cols(); x++) {
          float weight = share * in.get(y, x) * (255 - out.get(y, x)) / (255f * 255f);
          float wanted = p.get(y, x) - d.get(y, x);
          float bounded = Math.max(-MOST_SHADE, Math.min(MOST_LIGHT, wanted));
          change.put(y, x, 0, change.get(y, x, 0) + weight * bounded);
        }
      }
    }
  }

  private static Box surroundings(Box box) {
    double across = box.width() / 4;
    double down = box.height() / 4;
    return new Box(
        box.x() - across, box.y() - down, box.width() + 2 * across, box.height() + 2 * down);
  }

  private static Mat band(Mat lab, FaceForms forms) {
    Mat fine = lightness(lab, forms.pixels(FINE));
    try (Mat coarse = lightness(lab, forms.pixels(COARSE))) {
      subtract(fine, coarse, fine);
      return fine;
    }
  }

  /** The lightness of a picture, smoothed; 32-bit float of one channel, closed by the caller. */
  private static Mat lightness(Mat lab, double sigma) {
    Mat lightness = new Mat(lab.rows(), lab.cols(), CV_32F);
    try (Size anySize = new Size()) {
      extractChannel(lab, lightness, 0);
      GaussianBlur(lightness, lightness, anySize, Math.max(0.5, sigma));
      return lightness;
    }
  }

  static void apply(Mat cartoon, Mat field, StyleFinish finish, int pixels) {
    PictureSize size = PictureSize.of(cartoon);
    Enlargement enlargement = new Enlargement(PictureSize.of(field), size);
    float black = (float) (100 * finish.blackPoint());
    float range = (float) (1 - finish.blackPoint() - finish.whitePoint());
    float chroma = (float) (1 + finish.chroma());
    Bands.each(
        size,
        pixels,
        piece -> {
          try (Mat target = new Mat(cartoon, piece);
              Mat colours = Lab.of(target);
              Mat placed = enlargement.piece(field, piece, INTER_LINEAR);
              FloatIndexer lab = colours.createIndexer();
              UByteIndexer values = placed.createIndexer()) {
            for (long y = 0; y < colours.rows(); y++) {
              for (long x = 0; x < colours.cols(); x++) {
                float lightness = lab.get(y, x, 0) + (values.get(y, x, 0) - NONE) * STEP;
                lab.put(y, x, 0, Math.max(0, Math.min(100, (lightness - black) / range)));
                for (int axis = 1; axis <= 2; axis++) {
                  float drawn = lab.get(y, x, axis) + (values.get(y, x, axis) - NONE) * STEP;
                  lab.put(y, x, axis, drawn * chroma);
                }
              }
            }
            Lab.write(colours, target);
          }
        });
  }
}
