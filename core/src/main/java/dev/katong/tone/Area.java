package dev.katong.tone;

import dev.katong.face.Box;
import dev.katong.image.PictureSize;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * A rectangle of whole pixels inside a picture.
 *
 * @param width at least 1
 * @param height at least 1
 */
record Area(int x, int y, int width, int height) {

  /** The pixels of a picture that a box touches; empty if there are none. */
  static Optional<Area> of(Box box, PictureSize picture) {
    int left = (int) Math.max(0, Math.floor(box.x()));
    int top = (int) Math.max(0, Math.floor(box.y()));
    int right = (int) Math.min(picture.width(), Math.ceil(box.x() + box.width()));
    int bottom = (int) Math.min(picture.height(), Math.ceil(box.y() + box.height()));
    return right <= left || bottom <= top
        ? Optional.empty()
        : Optional.of(new Area(left, top, right - left, bottom - top));
  }

  /** The area as OpenCV's type; closed by the caller. */
  Rect rect() {
    return new Rect(x, y, width, height);
  }
}
