package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.katong.face.FaceAlignment;
import dev.katong.face.Similarity;
import dev.katong.memory.NativeMemory;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * The photo's detail for a head that is larger in the picture than the head network draws it. What
 * {@link PhotoDetail} does for the frame, with the face's crop as the photo without detail.
 */
final class HeadDetail implements AutoCloseable {
  private final Mat photo;
  private final Grain grain;
  private final Similarity toPicture;
  private final Mat low;
  private final Mat gain;

  /**
   * The detail of one head.
   *
   * @param photo 8-bit BGR, of the canvas's size; not changed, and kept until this is closed
   * @param grain the photo's
   * @param crop 8-bit BGR: the face as the head network saw it
   * @param head 8-bit BGR: the face as it was drawn
   */
  HeadDetail(Mat photo, Grain grain, Mat crop, Mat head, FaceAlignment alignment) {
    this.photo = photo;
    this.grain = grain;
    this.toPicture = alignment.toPicture();
    this.low = new Mat();
    try {
      cvtColor(crop, low, COLOR_BGR2GRAY);
      this.gain = LocalSlope.of(crop, head);
    } catch (RuntimeException e) {
      low.close();
      throw e;
    }
  }

  /** True if a head lacks detail, because the face is larger than its crop. */
  static boolean isLacking(FaceAlignment alignment) {
    return alignment.scale() < 1;
  }

  /**
   * Adds the detail to a piece of the head.
   *
   * @param placed the head in its place, 8-bit BGR; changed
   * @param area the piece's place in the picture
   */
  void sharpen(Mat placed, Rect area) {
    try (Mat part = new Mat(photo, area);
        Mat placedLow = HeadBlend.place(low, toPicture, area);
        Mat placedGain = HeadBlend.place(gain, toPicture, area)) {
      PhotoDetail.sharpen(placed, part, placedLow, placedGain, grain);
    }
  }

  @Override
  public void close() {
    NativeMemory.release(low, gain);
  }
}
