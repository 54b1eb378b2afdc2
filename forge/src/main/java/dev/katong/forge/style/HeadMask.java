package dev.katong.forge.style;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Draws the mask with which a head network's picture is blended in: white over face, hair and chin
 * of an aligned face, a rounded box with soft edges, black well before the crop ends.
 */
final class HeadMask {
  /** Half the box's width and height, as shares of the crop's side. */
  private static final double HALF_WIDTH = 0.335;

  private static final double HALF_HEIGHT = 0.465;

  /** The exponent of the box's outline: 2 is an ellipse, more is squarer. */
  private static final double EXPONENT = 4;

  /** From where on, as a share of the way to the box's edge, white turns to black. */
  private static final double SOFT_FROM = 0.76;

  private HeadMask() {}

  /**
   * The mask as a PNG.
   *
   * @param size width and height in pixels
   */
  static byte[] png(int size) {
    byte[] pixels = new byte[size * size];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        pixels[y * size + x] = (byte) Math.round(255 * whiteness(x, y, size));
      }
    }
    try (Mat mask = new Mat(size, size, CV_8UC1)) {
      mask.data().put(pixels);
      return PictureEncoder.encode(mask, PictureFormat.PNG, PictureEncoder.DEFAULT_QUALITY);
    }
  }

  private static double whiteness(int x, int y, int size) {
    double across = Math.abs((x + 0.5) / size - 0.5) / HALF_WIDTH;
    double down = Math.abs((y + 0.5) / size - 0.5) / HALF_HEIGHT;
    double way = Math.pow(Math.pow(across, EXPONENT) + Math.pow(down, EXPONENT), 1 / EXPONENT);
    double soft = Math.max(0, Math.min(1, (1 - way) / (1 - SOFT_FROM)));
    return soft * soft * (3 - 2 * soft);
  }
}
