package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_core.CV_16S;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.add;
import static org.bytedeco.opencv.global.opencv_core.merge;
import static org.bytedeco.opencv.global.opencv_core.multiply;
import static org.bytedeco.opencv.global.opencv_core.subtract;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.katong.image.Bands;
import dev.katong.image.Enlargement;
import dev.katong.image.PictureSize;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * The photo's own detail for a cartoon that was drawn small: {@code up(cartoon) + gain·(photo −
 * up(down(photo)))}. The gain is the {@link LocalSlope}, so that hair, lace and edges become as
 * sharp as they are in the photo, and nothing is added to what the style made up.
 *
 * <p>Only lightness is added: colours stay the cartoon's, and a photo's noise of colours stays
 * outside. So does its {@link Grain}.
 */
final class PhotoDetail {
  /** The memory of one pixel of a piece: two coordinate maps, and some pictures of bytes. */
  private static final long BYTES_OF_PIECES_PIXEL = 2 * 4 + 14;

  private PhotoDetail() {}

  /**
   * The bytes that are needed in addition to the pictures: gain and lightness of the view, and one
   * piece.
   */
  static long bytes(PictureSize view) {
    return 2 * view.pixels() + BYTES_OF_PIECES_PIXEL * Bands.PIXELS;
  }

  /**
   * Adds the detail that an enlarged cartoon lacks, piece by piece.
   *
   * @param enlarged the cartoon, 8-bit BGR; changed
   * @param photo 8-bit BGR, of the enlarged cartoon's size
   * @param view 8-bit BGR: the photo at the size at which the cartoon was drawn
   * @param gain the degree to which the cartoon follows the photo, of the view's size
   * @param pixels of a piece, at most
   */
  static void sharpen(Mat enlarged, Mat photo, Mat view, Mat gain, int pixels) {
    PictureSize size = PictureSize.of(enlarged);
    Enlargement enlargement = new Enlargement(PictureSize.of(view), size);
    Grain grain = Grain.of(photo);
    try (Mat low = new Mat()) {
      cvtColor(view, low, COLOR_BGR2GRAY);
      Bands.each(
          size,
          pixels,
          piece -> {
            try (Mat target = new Mat(enlarged, piece);
                Mat part = new Mat(photo, piece);
                Mat lowPart = enlargement.piece(low, piece, INTER_CUBIC);
                Mat gainPart = enlargement.piece(gain, piece, INTER_LINEAR)) {
              sharpen(target, part, lowPart, gainPart, grain);
            }
          });
    }
  }

  /**
   * Adds what one picture lacks; all are of one size.
   *
   * @param target 8-bit BGR; changed
   * @param photo 8-bit BGR
   * @param low 8-bit of one channel: the photo's lightness without the detail
   * @param gain in steps of {@link LocalSlope#STEP}
   * @param grain the photo's
   */
  static void sharpen(Mat target, Mat photo, Mat low, Mat gain, Grain grain) {
    try (Mat lightness = new Mat();
        Mat detail = new Mat();
        Mat ofChannels = new Mat();
        Mat everywhere = new Mat()) {
      cvtColor(photo, lightness, COLOR_BGR2GRAY);
      subtract(lightness, low, detail, everywhere, CV_16S);
      grain.takeOut(detail);
      multiply(detail, gain, detail, LocalSlope.STEP, CV_16S);
      try (MatVector same = new MatVector(detail, detail, detail)) {
        merge(same, ofChannels);
      }
      add(target, ofChannels, target, everywhere, CV_8U);
    }
  }
}
