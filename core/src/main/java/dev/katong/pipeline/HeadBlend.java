package dev.katong.pipeline;

import dev.katong.face.Box;
import dev.katong.face.FaceAlignment;
import dev.katong.face.Similarity;
import dev.katong.image.Bands;
import dev.katong.image.PictureSize;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.jspecify.annotations.Nullable;

/**
 * Brings an aligned head back to its place in the picture: {@code mask·head + (1 − mask)·picture}.
 */
final class HeadBlend {
  private static final int CHANNELS = 3;

  /** The pixels of a strip. Heads are warped to their places strip by strip, to save memory. */
  private static final int STRIP_PIXELS = 1 << 20;

  private HeadBlend() {}

  /**
   * Blends one head in; only the rectangle that it touches is worked on.
   *
   * @param canvas 8-bit BGR; changed
   * @param head 8-bit BGR, the alignment's size
   * @param mask 32-bit float of 1 channel, 0..1, the alignment's size
   */
  static void blend(Mat canvas, Mat head, Mat mask, FaceAlignment alignment) {
    blend(canvas, head, mask, alignment, null);
  }

  /**
   * Blends one head in, with the photo's own detail.
   *
   * @param detail the detail that the head lacks at the canvas's size; null to leave it as it was
   *     drawn
   */
  static void blend(
      Mat canvas, Mat head, Mat mask, FaceAlignment alignment, @Nullable HeadDetail detail) {
    inPieces(
        alignment,
        canvas,
        STRIP_PIXELS,
        strip -> {
          try (Mat target = new Mat(canvas, strip);
              Mat placedHead = place(head, alignment.toPicture(), strip);
              Mat placedMask = place(mask, alignment.toPicture(), strip)) {
            if (detail != null) {
              detail.sharpen(placedHead, strip);
            }
            mix(target, placedHead, placedMask);
          }
        });
  }

  /**
   * Has something done to each piece of a picture that a crop touches.
   *
   * @param pixels of a piece at most, but at least one row
   * @param work gets the piece's place in the picture
   */
  static void inPieces(FaceAlignment alignment, Mat picture, int pixels, Consumer<Rect> work) {
    Optional<Rect> touched = touchedBy(alignment, PictureSize.of(picture));
    if (touched.isEmpty()) {
      return;
    }
    try (Rect area = touched.get()) {
      Bands.each(
          new PictureSize(area.width(), area.height()),
          pixels,
          piece -> {
            int x = area.x() + piece.x();
            int y = area.y() + piece.y();
            try (Rect place = new Rect(x, y, piece.width(), piece.height())) {
              work.accept(place);
            }
          });
    }
  }

  /**
   * The rectangle of the canvas around the crop's four corners; empty if it lies outside.
   *
   * @return closed by the caller
   */
  static Optional<Rect> touchedBy(FaceAlignment alignment, PictureSize canvas) {
    Box around = alignment.toPicture().around(alignment.size(), alignment.size());
    int x = (int) Math.max(0, Math.floor(around.x()) - 1);
    int y = (int) Math.max(0, Math.floor(around.y()) - 1);
    int width = (int) Math.min(canvas.width(), Math.ceil(around.x() + around.width()) + 2) - x;
    int height = (int) Math.min(canvas.height(), Math.ceil(around.y() + around.height()) + 2) - y;
    return width <= 0 || height <= 0
        ? Optional.empty()
        : Optional.of(new Rect(x, y, width, height));
  }

  static Mat place(Mat crop, Similarity toPicture, Rect area) {
    return toPicture
        .then(Similarity.shift(-area.x(), -area.y()))
        .warp(crop, area.width(), area.height(), 0);
  }

  private static void mix(Mat target, Mat head, Mat mask) {
    try (UByteIndexer canvas = target.createIndexer();
        UByteIndexer drawn = head.createIndexer();
        FloatIndexer share = mask.createIndexer()) {
      for (long y = 0; y < target.rows(); y++) {
        for (long x = 0; x < target.cols(); x++) {
          float m = share.get(y, x);
          if (m > 0) {
            for (int c = 0; c < CHANNELS; c++) {
              float mixed = m * drawn.get(y, x, c) + (1 - m) * canvas.get(y, x, c);
              canvas.put(y, x, c, (int) (mixed + 0.5f));
            }
          }
        }
      }
    }
  }
}
