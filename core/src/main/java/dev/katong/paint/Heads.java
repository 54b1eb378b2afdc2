package dev.katong.paint;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.face.Face;
import dev.katong.face.FaceAlignment;
import dev.katong.style.Style;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/** The faces of one frame as the head network draws them; all run in one batch. */
final class Heads implements AutoCloseable {
  private final List<FaceAlignment> alignments;
  private final Mat stacked;
  private final int size;

  private Heads(List<FaceAlignment> alignments, Mat stacked, int size) {
    this.alignments = alignments;
    this.stacked = stacked;
    this.size = size;
  }

  /**
   * Cuts out the faces, aligned, and runs the head network over them.
   *
   * @param frame 8-bit BGR; it is not changed
   * @param faces in the frame's pixels, at least one
   */
  static Heads paint(Mat frame, List<Face> faces, Style.Head head) {
    int size = head.size();
    List<FaceAlignment> alignments = new ArrayList<>();
    try (Mat crops = new Mat(size * faces.size(), size, CV_8UC3)) {
      for (Face face : faces) {
        FaceAlignment alignment = FaceAlignment.of(face, size);
        int top = size * alignments.size();
        try (Mat crop = alignment.crop(frame);
            Mat slot = crops.rowRange(top, top + size)) {
          crop.copyTo(slot);
        }
        alignments.add(alignment);
      }
      return new Heads(alignments, head.network().runStacked(crops, faces.size()), size);
    }
  }

  /**
   * Blends the heads into a picture, one after the other.
   *
   * @param canvas 8-bit BGR of the frame's size; changed
   * @param mask as in {@link Style.Head}
   */
  void blendInto(Mat canvas, Mat mask) {
    for (int i = 0; i < alignments.size(); i++) {
      try (Mat head = stacked.rowRange(size * i, size * (i + 1))) {
        HeadBlend.blend(canvas, head, mask, alignments.get(i));
      }
    }
  }

  @Override
  public void close() {
    stacked.close();
  }
}
