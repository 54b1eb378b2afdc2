package dev.katong.tone;

import static org.bytedeco.opencv.global.opencv_core.bitwise_not;
import static org.bytedeco.opencv.global.opencv_core.min;
import static org.bytedeco.opencv.global.opencv_core.subtract;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;

import dev.katong.face.Face;
import dev.katong.image.Enlargement;
import dev.katong.image.PictureSize;
import dev.katong.memory.NativeMemory;
import java.util.Optional;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.jspecify.annotations.Nullable;

/**
 * One person of a picture: where the person's skin is in the cartoon, and how its colour becomes
 * the person's own.
 */
final class Person implements AutoCloseable {
  /** Distances on the aligned face, of side 112. */
  private static final double FACE_SOFTNESS = 3;

  private static final double SKIN_SOFTNESS = 1;
  private static final double LIGHT_WIDTH = 10;

  private final Area area;
  private final double scale;
  private final Mat face;
  private final Mat features;
  private final Mat weight;
  private final Mat light;
  private final SkinCurve curve;

  private Person(
      Area area, double scale, Mat face, Mat features, Mat weight, Mat light, SkinCurve curve) {
    this.area = area;
    this.scale = scale;
    this.face = face;
    this.features = features;
    this.weight = weight;
    this.light = light;
    this.curve = curve;
  }

  /**
   * Finds a person's skin.
   *
   * @param face in pixels of the view
   * @param photo the view in L*a*b*
   * @param cartoon the cartoon in L*a*b*, of the view's size
   * @return empty if too little of the face is in the picture
   */
  static Optional<Person> of(Face face, Mat photo, Mat cartoon) {
    SkinSearchArea reach = new SkinSearchArea(face.box());
    return Area.of(reach.box(), PictureSize.of(photo))
        .flatMap(area -> of(face, reach, area, photo, cartoon));
  }

  private static Optional<Person> of(
      Face found, SkinSearchArea reach, Area area, Mat photo, Mat cartoon) {
    FaceForms forms = new FaceForms(found, area);
    try (Rect rect = area.rect();
        Mat photoPart = new Mat(photo, rect);
        Mat cartoonPart = new Mat(cartoon, rect);
        Mat cheeks = forms.draw(0, FaceForms.CHEEKS);
        Mat others = forms.draw(0, FaceForms.LEFT_EYE, FaceForms.RIGHT_EYE, FaceForms.MOUTH)) {
      subtract(cheeks, others, cheeks);
      Optional<SkinColour> own = SkinColour.of(photoPart, cheeks);
      Optional<SkinColour> drawn = SkinColour.of(cartoonPart, cheeks);
      if (own.isEmpty() || drawn.isEmpty()) {
        return Optional.empty();
      }
      SkinCurve curve = new SkinCurve(drawn.get(), own.get());
      SkinRegion region = new SkinRegion(own.get(), drawn.get(), curve, reach, area);
      @Nullable Mat face = null;
      @Nullable Mat features = null;
      @Nullable Mat weight = null;
      @Nullable Mat light = null;
      try {
        face = forms.draw(FACE_SOFTNESS, FaceForms.FACE);
        features = new Features(forms, drawn.get()).find(cartoonPart);
        weight =
            region.weight(photoPart, cartoonPart, face, Math.max(0.7, forms.pixels(SKIN_SOFTNESS)));
        try (Mat skin = region.inPhoto(photoPart, others)) {
          light =
              Light.of(
                  photoPart, cartoonPart, skin, own.get(), drawn.get(), forms.pixels(LIGHT_WIDTH));
        }
        return Optional.of(new Person(area, forms.pixels(1), face, features, weight, light, curve));
      } catch (RuntimeException e) {
        NativeMemory.release(face, features, weight, light);
        throw e;
      }
    }
  }

  /** The part of the view in which the person's skin was looked for. */
  Area area() {
    return area;
  }

  /** The share of the person's skin, 8-bit of one channel, of the area's size. */
  Mat weight() {
    return weight;
  }

  /** The mask of the face, 8-bit of one channel, of the area's size. */
  Mat face() {
    return face;
  }

  /**
   * The mask of the features, which keep their colour, 8-bit of one channel, of the area's size.
   */
  Mat features() {
    return features;
  }

  /** Pixels of the view for a distance of 1 on the aligned face. */
  double scale() {
    return scale;
  }

  /**
   * Removes this person's face and skin from a map.
   *
   * @param free 8-bit of one channel, of the view's size: 255 where there is no person
   */
  void cover(Mat free) {
    try (Rect rect = area.rect();
        Mat part = new Mat(free, rect);
        Mat rest = new Mat()) {
      bitwise_not(weight, rest);
      min(part, rest, part);
      bitwise_not(face, rest);
      min(part, rest, part);
    }
  }

  /**
   * Adds what becomes of this person's skin to a piece of the cartoon.
   *
   * @param before the piece in L*a*b*, as it was drawn
   * @param after the same; changed
   * @param piece in pixels of the cartoon
   * @param enlargement from the view's size to the cartoon's
   * @param amount 0 to 1
   */
  void apply(Mat before, Mat after, Rect piece, Enlargement enlargement, float amount) {
    try (Rect touched =
        enlargement.touched(area.x(), area.y(), area.width(), area.height(), piece)) {
      if (touched.width() <= 0 || touched.height() <= 0) {
        return;
      }
      try (Mat share = enlargement.piece(weight, area.x(), area.y(), touched, INTER_LINEAR);
          Mat lit = enlargement.piece(light, area.x(), area.y(), touched, INTER_LINEAR);
          Rect inPiece =
              new Rect(
                  touched.x() - piece.x(),
                  touched.y() - piece.y(),
                  touched.width(),
                  touched.height());
          Mat from = new Mat(before, inPiece);
          Mat to = new Mat(after, inPiece)) {
        recolour(from, to, share, lit, amount);
      }
    }
  }

  private void recolour(Mat before, Mat after, Mat share, Mat lit, float amount) {
    try (FloatIndexer from = before.createIndexer();
        FloatIndexer to = after.createIndexer();
        UByteIndexer shares = share.createIndexer();
        UByteIndexer lights = lit.createIndexer()) {
      for (long y = 0; y < before.rows(); y++) {
        for (long x = 0; x < before.cols(); x++) {
          float part = amount * shares.get(y, x) / 255f;
          if (part > 0) {
            float lightness = from.get(y, x, 0);
            float own = curve.lightness(lightness) * lights.get(y, x) * (float) Light.STEP;
            to.put(y, x, 0, to.get(y, x, 0) + part * (own - lightness));
            for (int axis = 1; axis <= 2; axis++) {
              float colour = from.get(y, x, axis);
              float ownColour = curve.colour(axis, colour, lightness, own);
              to.put(y, x, axis, to.get(y, x, axis) + part * (ownColour - colour));
            }
          }
        }
      }
    }
  }

  @Override
  public void close() {
    NativeMemory.release(face, features, weight, light);
  }
}
