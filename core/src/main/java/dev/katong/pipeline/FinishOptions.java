package dev.katong.pipeline;

import dev.katong.image.PictureSize;
import dev.katong.tone.Tone;

/**
 * Options of the steps that follow the networks.
 *
 * @param strength 0 (the photo) to 1 (the networks' picture)
 * @param tone 0 (the style's colours) to 1 (the people's own skin tone and the photo's palette)
 * @param photoDetail true if the photo's own detail is added where the result, or a face in it, is
 *     larger than it was drawn
 */
public record FinishOptions(double strength, double tone, boolean photoDetail) {
  /** The networks' picture as it is. */
  public static final FinishOptions NONE = new FinishOptions(1, 0, false);

  /** The bytes that keeping the photo's colours takes in addition to the pictures. */
  public static long toneBytes(PictureSize view) {
    return Tone.bytes(view);
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
