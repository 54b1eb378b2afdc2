package dev.katong.face;

import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/** Finds the faces of a picture. Safe for use by several threads; closed by its owner. */
public interface FaceDetector extends AutoCloseable {

  /** The most faces that are returned for one picture; the original pipeline draws ten. */
  int MAX_FACES = 100;

  /**
   * The faces of a picture, the largest first, at most {@link #MAX_FACES}.
   *
   * @param picture 8-bit BGR, not empty; it is not changed. The larger it is, the smaller the faces
   *     that are found
   */
  List<Face> detect(Mat picture);

  /** The detector's name in reports and logs, such as {@code yunet}. */
  String name();

  @Override
  void close();
}
