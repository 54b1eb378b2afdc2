package dev.katong.pipeline;

import dev.katong.image.PictureSize;
import dev.katong.tone.Tone;

/**
 * What is done to the networks' picture after it is drawn.
 *
 * @param strength 0 (the photo) to 1 (the networks' picture)
 * @param tone 0 (the style's colours) to 1 (the people's own skin tone and the photo's palette)
 * @param photoDetail whether the photo's own detail is added where the result, or a face in it, is
 *     larger than it was drawn
 */
public record FinishOptions(double strength, double tone, boolean photoDetail) {
  /** The networks' picture as it is. */
  public static final FinishOptions NONE = new FinishOptions(1, 0, false);

  /** Bytes that keeping the photo's colours takes beside the pictures. */
  public static long toneBytes(PictureSize view) {
    return Tone.bytes(view);
  }

  /** Bytes that it takes beside the pictures to find how far a cartoon follows its photo. */
  public static long slopeBytes(PictureSize view) {
    return LocalSlope.BYTES_OF_PIXEL * view.pixels();
  }

  /** Bytes that adding the photo's detail takes beside the pictures. */
  public static long detailBytes(PictureSize view) {
    return PhotoDetail.bytes(view);
  }
}
