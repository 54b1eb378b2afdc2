package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.Cancellation;
import dev.katong.face.Face;
import dev.katong.face.FaceAlignment;
import dev.katong.image.PictureSize;
import dev.katong.memory.NativeMemory;
import dev.katong.network.Network.Arena;
import dev.katong.style.Style;
import dev.katong.style.StyleManifest.Refinement;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** Draws faces with the head network and blends them into the picture. */
final class Heads {
  private final Style.Head head;
  private final Mat view;
  private final Mat canvas;
  private final @Nullable Mat detail;
  private final Grain grain;
  private final Mat largest;
  private final @Nullable FineHeads fine;
  private final @Nullable SeamRing ring;
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
    this.grain = detail == null ? Grain.NONE : Grain.of(detail);
    this.largest = largest;
    this.fine = fine;
    this.ring = fitted ? SeamRing.of(head.mask()) : null;
    this.cancellation = cancellation;
  }

  /**
   * Draws faces in one run of the network and blends them in, in their order.
   *
   * @param faces in the view's pixels, at least one
   * @param after the treatment of the engine's memory
   */
  void draw(List<Face> faces, Arena after) {
    List<@Nullable HeadRefinement> refinements = new ArrayList<>();
    try (Mat crops = cutOut(faces);
        Mat drawn = head.network().runStacked(crops, faces.size(), after, cancellation)) {
      // All runs come first: one that fails can be repeated as long as no head is blended in.
      for (int i = 0; i < faces.size(); i++) {
        try (Mat picture = part(drawn, i)) {
          refinements.add(refinementOf(faces.get(i), picture, after));
        }
      }
      for (int i = 0; i < faces.size(); i++) {
        try (Mat crop = part(crops, i);
            Mat picture = part(drawn, i)) {
          blend(faces.get(i), crop, picture, refinements.get(i));
        }
      }
    } finally {
      NativeMemory.release(refinements);
    }
  }

  private boolean isFitted() {
    return ring != null;
  }

  private Mat part(Mat heads, int index) {
    return heads.rowRange(head.size() * index, head.size() * (index + 1));
  }

  private FaceAlignment place(Face face) {
    return place(face, head.size());
  }

  private FaceAlignment place(Face face, int size) {
    return FaceAlignment.of(face.scaled(PictureSize.of(view), PictureSize.of(canvas)), size);
  }

  /** The faces, aligned, one below the other. */
  private Mat cutOut(List<Face> faces) {
    int size = head.size();
    Mat crops = new Mat(size * faces.size(), size, CV_8UC3);
    try {
      for (int i = 0; i < faces.size(); i++) {
        try (Mat crop = cutOut(faces.get(i), size);
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

  private Mat cutOut(Face face, int size) {
    FaceAlignment inView = FaceAlignment.of(face, size);
    if (largest.cols() <= view.cols() || !FineHeads.isSmall(inView)) {
      return isFitted() ? inView.cropSmoothlyMirrored(view) : inView.crop(view);
    }
    Face inLargest = face.scaled(PictureSize.of(view), PictureSize.of(largest));
    FaceAlignment place = FaceAlignment.of(inLargest, size);
    return isFitted() ? place.cropSmoothlyMirrored(largest) : place.cropSmoothly(largest);
  }

  private @Nullable HeadRefinement refinementOf(Face face, Mat picture, Arena after) {
    if (!isFitted() || head.refined() == null || !HeadRefinement.isWorthwhile(place(face))) {
      return null;
    }
    boolean ofPhoto = head.refined() == Refinement.OF_PHOTO;
    try (@Nullable Mat photo = ofPhoto ? cutOut(face, HeadRefinement.SCALE * head.size()) : null) {
      return HeadRefinement.of(
          picture, photo, part -> head.network().run(part, after, cancellation));
    }
  }

  private void blend(Face face, Mat crop, Mat picture, @Nullable HeadRefinement refinement) {
    if (ring == null) {
      blend(face, crop, picture, head.mask(), null);
      return;
    }
    try (Mat around = place(face).cropSmoothlyMirrored(canvas);
        HeadSeam seam = HeadSeam.of(picture, around, ring)) {
      blend(face, crop, seam.picture(), seam.mask(), refinement);
    }
  }

  private void blend(
      Face face, Mat crop, Mat picture, Mat mask, @Nullable HeadRefinement refinement) {
    FaceAlignment place = place(face);
    try (@Nullable HeadDetail lacking = detailOf(crop, picture, place)) {
      if (refinement == null) {
        HeadBlend.blend(canvas, picture, mask, place, lacking);
      } else {
        try (Mat refined = refinement.applyTo(picture);
            Mat enlarged = HeadRefinement.enlargedMask(mask)) {
          HeadBlend.blend(canvas, refined, enlarged, place(face, refined.cols()), lacking);
        }
      }
      if (fine != null) {
        fine.keep(face, picture, mask);
      }
    }
  }

  private @Nullable HeadDetail detailOf(Mat crop, Mat picture, FaceAlignment place) {
    return detail != null && HeadDetail.isLacking(place)
        ? new HeadDetail(detail, grain, crop, picture, place)
        : null;
  }
}
