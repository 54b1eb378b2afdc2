package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_core.CV_16S;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.add;
import static org.bytedeco.opencv.global.opencv_core.merge;
import static org.bytedeco.opencv.global.opencv_core.multiply;
import static org.bytedeco.opencv.global.opencv_core.subtract;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;

import dev.katong.face.Face;
import dev.katong.face.FaceAlignment;
import dev.katong.face.Similarity;
import dev.katong.image.Bands;
import dev.katong.image.Enlargement;
import dev.katong.image.PictureSize;
import dev.katong.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.jspecify.annotations.Nullable;

/**
 * The heads of one picture as the head network drew them, for a result that is larger than the
 * canvas. A face that is smaller on the canvas than the network's drawing lost most of it there;
 * where the canvas is enlarged it comes back: {@code up(canvas) + mask·(head − up(canvas's head))}.
 * The photo's detail stays outside of such heads.
 */
final class FineHeads implements AutoCloseable {
  /** The value of 1 in a mask that is kept. */
  private static final double MASK = 255;

  private final int size;
  private final PictureSize view;
  private final List<Drawn> heads = new ArrayList<>();

  /**
   * Creates a list without heads.
   *
   * @param size of a head's picture, in pixels
   * @param view the size of the picture in whose pixels faces are given
   */
  FineHeads(int size, PictureSize view) {
    this.size = size;
    this.view = view;
  }

  /** A head in the order in which they lie above each other; a large one needs no picture. */
  private record Drawn(Face face, @Nullable Mat picture, Mat mask) {}

  /** True if a face is smaller in the view than the network draws it. */
  static boolean isSmall(FaceAlignment inView) {
    return inView.scale() > 1;
  }

  /**
   * Keeps a head that has been blended in, above those before it.
   *
   * @param head 8-bit BGR; copied
   * @param mask 32-bit float of 1 channel, 0..1: the share of the head that shows; copied
   */
  void keep(Face face, Mat head, Mat mask) {
    boolean small = isSmall(FaceAlignment.of(face, size));
    Mat share = new Mat();
    mask.convertTo(share, CV_8U, MASK, 0);
    heads.add(new Drawn(face, small ? head.clone() : null, share));
  }

  /**
   * Removes the photo's detail where heads bring their own.
   *
   * @param gain 8-bit of one channel, of the view's size; changed
   */
  void spare(Mat gain) {
    for (Drawn head : heads) {
      if (head.picture != null) {
        FaceAlignment alignment = FaceAlignment.of(head.face, size);
        HeadBlend.inPieces(
            alignment,
            gain,
            Bands.PIXELS,
            piece -> {
              try (Mat part = new Mat(gain, piece);
                  Mat share = HeadBlend.place(head.mask, alignment.toPicture(), piece)) {
                share.convertTo(share, CV_32F, -1 / MASK, 1);
                multiply(part, share, part, 1, CV_8U);
              }
            });
      }
    }
  }

  /**
   * Gives an enlarged canvas what the small heads lost on it.
   *
   * @param enlarged 8-bit BGR; changed
   */
  void sharpen(Mat enlarged) {
    PictureSize large = PictureSize.of(enlarged);
    for (int i = 0; i < heads.size(); i++) {
      Mat picture = heads.get(i).picture;
      if (picture != null) {
        sharpen(enlarged, large, heads.get(i), picture, heads.subList(i + 1, heads.size()));
      }
    }
  }

  private void sharpen(
      Mat enlarged, PictureSize large, Drawn head, Mat picture, List<Drawn> above) {
    FaceAlignment small = FaceAlignment.of(head.face, size);
    FaceAlignment place = FaceAlignment.of(head.face.scaled(view, large), size);
    Optional<Rect> onCanvas = HeadBlend.touchedBy(small, view);
    if (onCanvas.isEmpty()) {
      return;
    }
    Enlargement enlargement = new Enlargement(view, large);
    try (Rect around = onCanvas.get();
        Mat low = HeadBlend.place(picture, small.toPicture(), around)) {
      HeadBlend.inPieces(
          place,
          enlarged,
          Bands.PIXELS,
          piece -> {
            try (Mat target = new Mat(enlarged, piece);
                Mat fine = placeSmoothly(picture, place.toPicture(), piece);
                Mat coarse = enlargement.piece(low, around.x(), around.y(), piece, INTER_CUBIC);
                Mat share = share(head.mask, place, above, large, piece)) {
              addDifference(target, fine, coarse, share);
            }
          });
    }
  }

  /** The visible part of a head in a piece: its mask minus those of the heads above it. */
  private Mat share(
      Mat mask, FaceAlignment place, List<Drawn> above, PictureSize large, Rect piece) {
    Mat share = placeSmoothly(mask, place.toPicture(), piece);
    try {
      share.convertTo(share, CV_32F, 1 / MASK, 0);
      for (Drawn other : above) {
        FaceAlignment covering = FaceAlignment.of(other.face.scaled(view, large), size);
        try (Mat covered = placeSmoothly(other.mask, covering.toPicture(), piece)) {
          covered.convertTo(covered, CV_32F, -1 / MASK, 1);
          multiply(share, covered, share);
        }
      }
      return share;
    } catch (RuntimeException e) {
      share.close();
      throw e;
    }
  }

  private static Mat placeSmoothly(Mat crop, Similarity toPicture, Rect area) {
    return toPicture
        .then(Similarity.shift(-area.x(), -area.y()))
        .warpSmoothly(crop, area.width(), area.height(), 0);
  }

  /** Adds {@code share·(fine − coarse)}. */
  private static void addDifference(Mat target, Mat fine, Mat coarse, Mat share) {
    try (Mat difference = new Mat();
        Mat ofChannels = new Mat();
        Mat everywhere = new Mat();
        MatVector same = new MatVector(share, share, share)) {
      merge(same, ofChannels);
      subtract(fine, coarse, difference, everywhere, CV_16S);
      difference.convertTo(difference, ofChannels.type());
      multiply(difference, ofChannels, difference);
      difference.convertTo(difference, CV_16S);
      add(target, difference, target, everywhere, CV_8U);
    }
  }

  @Override
  public void close() {
    heads.forEach(head -> NativeMemory.release(head.picture, head.mask));
    heads.clear();
  }
}
