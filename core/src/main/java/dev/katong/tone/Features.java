package dev.katong.tone;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_CLOSE;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_ELLIPSE;
import static org.bytedeco.opencv.global.opencv_imgproc.getStructuringElement;
import static org.bytedeco.opencv.global.opencv_imgproc.morphologyEx;

import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The eyes, teeth and lips of a drawn face, which keep their colours: what lies about an eye or the
 * mouth and lacks the colour of skin, is dark, or is redder.
 */
final class Features {
  /** Distances on the aligned face, of side 112. */
  private static final double CLOSING = 1.6;

  private static final double SOFTNESS = 0.5;

  /** The share of the skin's lightness below which a pixel of an eye is dark. */
  private static final double DARK = 0.42;

  /** Lips are so much redder than skin of their lightness, on the axis a. */
  private static final double RED = 9;

  private final FaceForms forms;
  private final SkinColour skin;

  /**
   * The features of one face.
   *
   * @param skin as it was drawn
   */
  Features(FaceForms forms, SkinColour skin) {
    this.forms = forms;
    this.skin = skin;
  }

  /**
   * Finds the features.
   *
   * @param cartoon in L*a*b*
   * @return 8-bit of one channel, 255 on a feature; closed by the caller
   */
  Mat find(Mat cartoon) {
    Mat found = new Mat(cartoon.rows(), cartoon.cols(), CV_8UC1);
    int closing = Math.max(1, (int) Math.round(forms.pixels(CLOSING)));
    try (Mat eyes = forms.draw(0, FaceForms.LEFT_EYE, FaceForms.RIGHT_EYE);
        Mat mouth = forms.draw(0, FaceForms.MOUTH);
        Size size = new Size(2 * closing + 1, 2 * closing + 1);
        Mat disc = getStructuringElement(MORPH_ELLIPSE, size);
        Size anySize = new Size()) {
      mark(found, cartoon, eyes, mouth);
      morphologyEx(found, found, MORPH_CLOSE, disc);
      GaussianBlur(found, found, anySize, Math.max(0.6, forms.pixels(SOFTNESS)));
      return found;
    } catch (RuntimeException e) {
      found.close();
      throw e;
    }
  }

  private void mark(Mat found, Mat cartoon, Mat eyes, Mat mouth) {
    try (UByteIndexer marks = found.createIndexer();
        FloatIndexer colours = cartoon.createIndexer();
        UByteIndexer inEyes = eyes.createIndexer();
        UByteIndexer inMouth = mouth.createIndexer()) {
      float[] c = new float[3];
      for (int y = 0; y < cartoon.rows(); y++) {
        for (int x = 0; x < cartoon.cols(); x++) {
          boolean eye = inEyes.get(y, x) > 0;
          boolean lips = inMouth.get(y, x) > 0;
          boolean marked = false;
          if (eye || lips) {
            colours.get(y, x, c);
            marked = skin.colouring(c) < 0.5 || (eye && isDark(c)) || (lips && isRed(c));
          }
          marks.put(y, x, marked ? 255 : 0);
        }
      }
    }
  }

  private boolean isDark(float[] c) {
    return c[0] < DARK * skin.lightness();
  }

  private boolean isRed(float[] c) {
    return c[1] - skin.a() * skin.light(c) > RED;
  }
}
