package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The opacity of a picture, point by point. The picture itself is opaque: it shows its transparent
 * parts on a colour, so that networks see what a person would. For a file, they are taken out
 * again, or shown on another colour. It owns its values until it is closed.
 *
 * <p>A pixel of opacity a that shows colour f on colour b is a·f + (1 − a)·b. What a network makes
 * of it is solved for f the same way; so the cartoon, shown on b again, is the network's picture,
 * and has no fringes of b on other colours.
 */
public final class Transparency implements AutoCloseable {
  private static final int OPAQUE = 255;

  private final Mat alpha;
  private final Colour shownOn;

  /**
   * Takes a Mat over.
   *
   * @param alpha 8 bits, one channel: 0 where nothing is seen, 255 where it is opaque
   * @param shownOn the colour on which the picture shows its transparent parts
   */
  Transparency(Mat alpha, Colour shownOn) {
    this.alpha = alpha;
    this.shownOn = shownOn;
  }

  /** The opacity, 8 bits, one channel, 255 is opaque; owned by this, not to be closed. */
  public Mat alpha() {
    return alpha;
  }

  /** This for a picture of another size; closed by the caller. */
  public Transparency fit(PictureSize size) {
    return new Transparency(size.fit(alpha), shownOn);
  }

  /** Shows a picture's own colours on the colour of this: 8-bit BGR, changed in place. */
  void show(Mat bgr) {
    eachRow(bgr, bgr, new Show());
  }

  /**
   * A picture with its transparent parts taken out.
   *
   * @param bgr 8-bit, of this size, its transparent parts shown on the colour of this
   * @return 8-bit BGRA; closed by the caller
   */
  public Mat cutOut(Mat bgr) {
    Mat bgra = new Mat(bgr.rows(), bgr.cols(), CV_8UC4);
    try {
      eachRow(bgr, bgra, new CutOut());
      return bgra;
    } catch (RuntimeException e) {
      bgra.close();
      throw e;
    }
  }

  /**
   * A picture with its transparent parts shown on another colour.
   *
   * @param bgr 8-bit, of this size, its transparent parts shown on the colour of this
   * @return 8-bit BGR; closed by the caller
   */
  public Mat showOn(Mat bgr, Colour background) {
    Mat shown = new Mat(bgr.rows(), bgr.cols(), CV_8UC3);
    try {
      eachRow(bgr, shown, new ShowOn(background));
      return shown;
    } catch (RuntimeException e) {
      shown.close();
      throw e;
    }
  }

  /** An operation on one pixel. */
  private interface Step {
    void pixel(byte[] bgr, int from, int opacity, byte[] result, int to);
  }

  private void eachRow(Mat from, Mat to, Step step) {
    int width = from.cols();
    int channels = to.channels();
    byte[] pixels = new byte[3 * width];
    byte[] opacities = new byte[width];
    byte[] results = new byte[channels * width];
    for (int y = 0; y < from.rows(); y++) {
      get(from, y, pixels);
      get(alpha, y, opacities);
      for (int x = 0; x < width; x++) {
        step.pixel(pixels, 3 * x, opacities[x] & 0xff, results, channels * x);
      }
      try (BytePointer row = to.ptr(y)) {
        row.put(results);
      }
    }
  }

  private static void get(Mat from, int y, byte[] row) {
    try (BytePointer data = from.ptr(y)) {
      data.get(row);
    }
  }

  private static int[] bgr(Colour colour) {
    return new int[] {colour.blue(), colour.green(), colour.red()};
  }

  private static int mixed(int own, int behind, int opacity) {
    return (own * opacity + behind * (OPAQUE - opacity) + 127) / OPAQUE;
  }

  /** The colour that, mixed with what is behind, gives what is shown. */
  private static int own(int shown, int behind, int opacity) {
    if (opacity == OPAQUE || opacity == 0) {
      return shown;
    }
    int own = (2 * (shown * OPAQUE - behind * (OPAQUE - opacity)) + opacity) / (2 * opacity);
    return Math.max(0, Math.min(255, own));
  }

  private final class Show implements Step {
    private final int[] behind = bgr(shownOn);

    @Override
    public void pixel(byte[] bgr, int from, int opacity, byte[] result, int to) {
      for (int c = 0; c < 3; c++) {
        result[to + c] = (byte) mixed(bgr[from + c] & 0xff, behind[c], opacity);
      }
    }
  }

  private final class CutOut implements Step {
    private final int[] behind = bgr(shownOn);

    @Override
    public void pixel(byte[] bgr, int from, int opacity, byte[] result, int to) {
      for (int c = 0; c < 3; c++) {
        result[to + c] = (byte) own(bgr[from + c] & 0xff, behind[c], opacity);
      }
      result[to + 3] = (byte) opacity;
    }
  }

  private final class ShowOn implements Step {
    private final int[] behind = bgr(shownOn);
    private final int[] background;

    ShowOn(Colour background) {
      this.background = bgr(background);
    }

    @Override
    public void pixel(byte[] bgr, int from, int opacity, byte[] result, int to) {
      for (int c = 0; c < 3; c++) {
        int own = own(bgr[from + c] & 0xff, behind[c], opacity);
        result[to + c] = (byte) mixed(own, background[c], opacity);
      }
    }
  }

  @Override
  public void close() {
    alpha.close();
  }
}
