package dev.katong.paint;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;

import dev.katong.network.Network;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Runs a background network over a whole frame of any size. */
final class Frame {
  private Frame() {}

  /**
   * The network's picture of a frame. The frame is padded at the right and bottom with white, as
   * the networks saw it in training, and the padding is cut off again.
   *
   * @param frame 8-bit BGR; it is not changed
   * @param multipleOf the sides that the network takes are multiples of this
   * @return of the frame's size; the caller closes it
   */
  static Mat paint(Mat frame, Network network, int multipleOf) {
    PictureSize size = PictureSize.of(frame);
    PictureSize padded = size.roundedUpTo(multipleOf);
    if (padded.equals(size)) {
      return network.run(frame);
    }
    try (Mat withBorder = new Mat();
        Scalar white = Scalar.all(255);
        Rect inside = new Rect(0, 0, size.width(), size.height())) {
      copyMakeBorder(
          frame,
          withBorder,
          0,
          padded.height() - size.height(),
          0,
          padded.width() - size.width(),
          BORDER_CONSTANT,
          white);
      try (Mat painted = network.run(withBorder);
          Mat cropped = new Mat(painted, inside)) {
        return cropped.clone();
      }
    }
  }
}
