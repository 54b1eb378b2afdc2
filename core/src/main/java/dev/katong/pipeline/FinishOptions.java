package dev.katong.pipeline;

import dev.katong.image.PictureSize;
import dev.katong.tone.PictureFinish;
import dev.katong.tone.StyleFinish;
import dev.katong.tone.Tone;

/**
 * Options of the steps that follow the networks.
 *
 * @param strength 0 (the photo) to 1 (the networks' picture)
 * @param finish the changes of the networks' picture
 * @param photoDetail true if the photo's own detail is added where the result, or a face in it, is
 *     larger than it was drawn
 */
public record FinishOptions(double strength, StyleFinish finish, boolean photoDetail) {
  /** The networks' picture as it is. */
  public static final FinishOptions NONE = new FinishOptions(1, StyleFinish.NONE, false);

  /** The bytes that the finish takes in addition to the pictures. */
  public static long finishBytes(PictureSize view, StyleFinish finish) {
    return Math.max(
        finish.tone() > 0 ? Tone.bytes(view) : 0,
        finish.changesPictures() ? PictureFinish.bytes(view) : 0);
  }

  /** The bytes that measuring the local slope takes in addition to the pictures. */
  public static long slopeBytes(PictureSize view) {
    return LocalSlope.BYTES_OF_PIXEL * view.pixels();
  }

  /** The bytes that adding the photo's detail takes in addition to the pictures. */
  public static long detailBytes(PictureSize view) {
    return PhotoDetail.bytes(view);
  }
}
