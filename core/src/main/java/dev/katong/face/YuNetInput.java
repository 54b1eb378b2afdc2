package dev.katong.face;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;

import java.nio.FloatBuffer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * A picture as YuNet takes it: three planes (blue, green, red) of floats 0..255, the picture in the
 * top left corner and black right of it and below. Holds native memory until closed.
 */
final class YuNetInput implements AutoCloseable {
  /** The network halves its input five times. */
  static final int MULTIPLE = 32;

  static final int CHANNELS = 3;

  /** One plane below the other. */
  private final Mat planes;

  private final int width;
  private final int height;

  private YuNetInput(int width, int height) {
    this.width = width;
    this.height = height;
    try (Scalar black = Scalar.all(0)) {
      this.planes = new Mat(CHANNELS * height, width, CV_32F, black);
    }
  }

  /** The picture in an input that is just large enough: its sides are multiples of 32. */
  static YuNetInput around(Mat picture) {
    return sized(picture, roundUp(picture.cols()), roundUp(picture.rows()));
  }

  /** The picture in an input of a given size, not smaller than the picture. */
  static YuNetInput sized(Mat picture, int width, int height) {
    YuNetInput input = new YuNetInput(width, height);
    try {
      input.fill(picture);
      return input;
    } catch (RuntimeException e) {
      input.close();
      throw e;
    }
  }

  private static int roundUp(int pixels) {
    return (pixels + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
  }

  private void fill(Mat picture) {
    try (Mat channel = new Mat()) {
      for (int c = 0; c < CHANNELS; c++) {
        extractChannel(picture, channel, c);
        try (Rect place = new Rect(0, c * height, picture.cols(), picture.rows());
            Mat inside = new Mat(planes, place)) {
          channel.convertTo(inside, CV_32F);
        }
      }
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** The planes themselves, not a copy; valid until this is closed. */
  FloatBuffer floats() {
    return planes.createBuffer();
  }

  long[] shape() {
    return new long[] {1, CHANNELS, height, width};
  }

  @Override
  public void close() {
    planes.close();
  }
}
