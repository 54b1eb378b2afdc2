package dev.katong.face;

import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The way from a photo to the square crop in which a head network expects a face, and back: eyes
 * level, face centred, hair and chin inside. Make one for each {@link Face}.
 *
 * @param toCrop places in the photo to places in the crop
 * @param size the crop's side in pixels, above 0; DCT-Net's head networks take 288
 */
public record FaceAlignment(Similarity toCrop, int size) {

  /** The side of the square in which {@link #REFERENCE} is given. */
  private static final int REFERENCE_SIDE = 112;

  /** White lies outside of a photo. */
  private static final double OUTSIDE = 255;

  /**
   * The five points of the faces on which DCT-Net was trained: the 96×112 reference of
   * ArcFace-style alignment, moved by one pixel, centred in a square, and drawn to 3/4 of its size
   * so that hair and chin fit in.
   */
  private static final List<Point> REFERENCE =
      List.of(
          reference(30.29459953, 51.69630051),
          reference(65.53179932, 51.50139999),
          reference(48.02519989, 71.73660278),
          reference(33.54930115, 92.3655014),
          reference(62.72990036, 92.20410156));

  private static Point reference(double x, double y) {
    double middle = REFERENCE_SIDE / 2.0;
    return new Point((x + 1 + 8 - middle) * 0.75 + middle, (y + 1 - middle) * 0.75 + middle);
  }

  public FaceAlignment {
    if (size <= 0) {
      throw new IllegalArgumentException("a crop's side is above 0 pixels, not " + size);
    }
  }

  /**
   * The alignment that brings the face's five points nearest to the reference points.
   *
   * @param size the crop's side in pixels, above 0
   */
  public static FaceAlignment of(Face face, int size) {
    return new FaceAlignment(Similarity.fit(face.points(), reference(size)), size);
  }

  /**
   * The error of an aligned face's points against those of a frontal face: the root of the mean
   * square distance, in distances between the eyes. A tenth is usual, a profile has three or four.
   */
  static double error(Face face) {
    FaceAlignment alignment = of(face, REFERENCE_SIDE);
    List<Point> wanted = reference(REFERENCE_SIDE);
    double squares = 0;
    for (int i = 0; i < Face.POINTS; i++) {
      double distance = alignment.toCrop().apply(face.points().get(i)).distance(wanted.get(i));
      squares += distance * distance;
    }
    return Math.sqrt(squares / Face.POINTS) / wanted.get(0).distance(wanted.get(1));
  }

  /** The five points of an aligned face in a crop of side {@code size}, in pixels. */
  public static List<Point> reference(int size) {
    double factor = (double) size / REFERENCE_SIDE;
    return REFERENCE.stream().map(p -> new Point(p.x() * factor, p.y() * factor)).toList();
  }

  /** Places in the crop to places in the photo. */
  public Similarity toPicture() {
    return toCrop.inverse();
  }

  /** Crop pixels for one photo pixel; below 1 where the face is larger than the crop. */
  public double scale() {
    return toCrop.scale();
  }

  /** The clockwise rotation of the photo that levels the face, −180..180. */
  public double rotationDegrees() {
    return toCrop.rotationDegrees();
  }

  /**
   * The face cut out, linearly interpolated, white (255) where the photo ends, as the original
   * pipeline's {@code cv2.warpAffine} does it.
   *
   * @param picture any 8-bit picture, usually BGR; it is not changed
   * @return {@code size} × {@code size} with the picture's channels; closed by the caller
   */
  public Mat crop(Mat picture) {
    return toCrop.warp(picture, size, size, OUTSIDE);
  }

  /**
   * The face cut out as by {@link #crop}, but where it is twice as large as the crop or more,
   * pixels are averaged first.
   *
   * @param picture any 8-bit picture, usually BGR; it is not changed
   * @return {@code size} × {@code size} with the picture's channels; closed by the caller
   */
  public Mat cropSmoothly(Mat picture) {
    return toCrop.warpSmoothly(picture, size, size, OUTSIDE);
  }

  /** As {@link #cropSmoothly}, with the picture's mirror image where it ends. */
  public Mat cropSmoothlyMirrored(Mat picture) {
    return toCrop.warpSmoothlyMirrored(picture, size, size);
  }
}
