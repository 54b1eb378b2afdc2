package dev.katong.train.data;

import java.util.random.RandomGenerator;
import org.bytedeco.opencv.opencv_core.Mat;

/** Gives pieces of photos to learn from, ever new ones. It owns the photos until it is closed. */
public interface CropSource extends AutoCloseable {

  /**
   * A piece.
   *
   * @param side its width and height in pixels
   * @return 8-bit BGR; closed by the caller
   */
  Mat next(RandomGenerator random, int side);

  @Override
  void close();
}
