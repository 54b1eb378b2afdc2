package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.Cancellation;
import dev.katong.face.Face;
import dev.katong.face.FaceAlignment;
import dev.katong.image.PictureSize;
import dev.katong.network.Network.Arena;
import dev.katong.style.Style;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** Draws faces with the head network and blends them into the picture. */
final class Heads {
  private final Style.Head head;
  private final Mat view;
  private final Mat canvas;
  private final @Nullable Mat detail;
  private final Mat largest;
  private final @Nullable FineHeads fine;
  private final boolean fitted;
  private final Cancellation cancellation;

  /**
   * Heads of one picture.
   *
   * @param view 8-bit BGR, from which faces are cut out; it is not changed
   * @param canvas 8-bit BGR, into which heads are blended; of the view's size or another
   * @param detail the photo at the canvas's size, 8-bit BGR, to take detail from where faces are
   *     larger than the network draws them; null to take none
   * @param largest the photo at its largest, 8-bit BGR, to cut small faces out of; not changed
   * @param fine gets the heads that were drawn; null if they are not needed
   * @param fitted true if heads are fitted to their surroundings
   * @param cancellation stops the network
   */
  Heads(
      Style.Head head,
      Mat view,
      Mat canvas,
      @Nullable Mat detail,
      Mat largest,
      @Nullable FineHeads fine,
      boolean fitted,
      Cancellation cancellation) {
    this.head = head;
    this.view = view;
    this.canvas = canvas;
    this.detail = detail;
    this.largest = largest;
    this.fine = fine;
    this.fitted = fitted;
    this.cancellation = cancellation;
  }

  /**
   * Draws faces in one run of the network and blends them in, in their order.
   *
   * @param faces in the view's pixels, at least one
   * @param after the treatment of the engine's memory
   */
  void draw(List<Face> faces, Arena after) {
    try (Mat crops = cutOut(faces);
        Mat drawn = head.network().runStacked(crops, faces.size(), after, cancellation)) {
      blend(faces, crops, drawn);
    }
  }

  /** The faces, aligned, one below the other. */
  private Mat cutOut(List<Face> faces) {
    int size = head.size();
    Mat crops = new Mat(size * faces.size(), size, CV_8UC3);
    try {
      for (int i = 0; i < faces.size(); i++) {
        try (Mat crop = cutOut(faces.get(i));
            Mat slot = crops.rowRange(size * i, size * (i + 1))) {
          crop.copyTo(slot);
        }
      }
      return crops;
    } catch (RuntimeException e) {
      crops.close();
      throw e;
    }
  }

  private Mat cutOut(Face face) {
    FaceAlignment inView = FaceAlignment.of(face, head.size());
    if (largest.cols() <= view.cols() || !FineHeads.isSmall(inView)) {
      return fitted ? inView.cropMirrored(view) : inView.crop(view);
    }
    Face inLargest = face.scaled(PictureSize.of(view), PictureSize.of(largest));
    FaceAlignment place = FaceAlignment.of(inLargest, head.size());
    return fitted ? place.cropSmoothlyMirrored(largest) : place.cropSmoothly(largest);
  }

  private void blend(List<Face> faces, Mat crops, Mat drawn) {
    int size = head.size();
    PictureSize viewSize = PictureSize.of(view);
    PictureSize canvasSize = PictureSize.of(canvas);
    for (int i = 0; i < faces.size(); i++) {
      FaceAlignment place = FaceAlignment.of(faces.get(i).scaled(viewSize, canvasSize), size);
      try (Mat crop = crops.rowRange(size * i, size * (i + 1));
          Mat picture = drawn.rowRange(size * i, size * (i + 1));
          @Nullable HeadSeam seam = fitted ? seamOf(picture, place) : null) {
        blend(
            faces.get(i),
            place,
            crop,
            seam == null ? picture : seam.picture(),
            seam == null ? head.mask() : seam.mask());
      }
    }
  }

  private HeadSeam seamOf(Mat picture, FaceAlignment place) {
    try (Mat around = place.cropSmoothlyMirrored(canvas)) {
      return HeadSeam.of(picture, around, head.mask());
    }
  }

  private void blend(Face face, FaceAlignment place, Mat crop, Mat picture, Mat mask) {
    try (@Nullable HeadDetail lacking = detailOf(crop, picture, place)) {
      HeadBlend.blend(canvas, picture, mask, place, lacking);
      if (fine != null) {
        fine.keep(face, picture, mask);
      }
    }
  }

  private @Nullable HeadDetail detailOf(Mat crop, Mat picture, FaceAlignment place) {
    return detail != null && HeadDetail.isLacking(place)
        ? new HeadDetail(detail, crop, picture, place)
        : null;
  }
}
