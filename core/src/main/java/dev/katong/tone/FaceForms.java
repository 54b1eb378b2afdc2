package dev.katong.tone;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.ellipse;

import dev.katong.face.Face;
import dev.katong.face.FaceAlignment;
import dev.katong.face.Point;
import dev.katong.face.Similarity;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.RotatedRect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_core.Size2f;

/**
 * Shapes of a face, its eyes and its mouth, as ellipses drawn into an area of the picture. Their
 * places are given on an aligned face, the five points of which are known.
 */
final class FaceForms {
  /** The side of the square in which an aligned face is described. */
  private static final int SIDE = 112;

  /** An ellipse on the aligned face: middle and half axes. */
  record Form(double x, double y, double acrossRadius, double downRadius) {}

  /** The face from chin to hairline. */
  static final Form FACE = new Form(56.7, 67, 30, 39);

  /** Cheeks, nose and brow: what is skin on nearly every face. */
  static final Form CHEEKS = new Form(56.7, 65, 22, 27);

  /** Eyes as large as styles draw them, and a seam of skin. */
  static final Form LEFT_EYE = new Form(43.5, 53.5, 13, 10);

  static final Form RIGHT_EYE = new Form(69.9, 53.4, 13, 10);

  static final Form MOUTH = new Form(56.7, 84.5, 16, 8);

  private final Similarity toPicture;
  private final Area area;

  /**
   * The forms of one face.
   *
   * @param area into which they are drawn, in the picture's pixels
   */
  FaceForms(Face face, Area area) {
    this.toPicture = FaceAlignment.of(face, SIDE).toPicture();
    this.area = area;
  }

  /** Pixels of the picture for a distance on the aligned face. */
  double pixels(double distance) {
    return distance * toPicture.scale();
  }

  /**
   * Forms, filled with 255 on 0.
   *
   * @param softness by how much edges are blurred, as a distance on the aligned face
   * @return 8-bit of one channel, of the area's size; closed by the caller
   */
  Mat draw(double softness, Form... forms) {
    Mat drawn = new Mat(area.height(), area.width(), CV_8UC1);
    try (Scalar black = Scalar.all(0);
        Scalar white = Scalar.all(255);
        Size anySize = new Size()) {
      drawn.put(black);
      for (Form form : forms) {
        Point middle = toPicture.apply(new Point(form.x, form.y));
        try (Point2f centre =
                new Point2f((float) middle.x() - area.x(), (float) middle.y() - area.y());
            Size2f axes =
                new Size2f(
                    (float) pixels(2 * form.acrossRadius), (float) pixels(2 * form.downRadius));
            RotatedRect place =
                new RotatedRect(centre, axes, (float) toPicture.rotationDegrees())) {
          ellipse(drawn, place, white, FILLED, LINE_8);
        }
      }
      if (softness > 0) {
        GaussianBlur(drawn, drawn, anySize, pixels(softness));
      }
      return drawn;
    } catch (RuntimeException e) {
      drawn.close();
      throw e;
    }
  }
}
