package dev.katong.server.service;

import dev.katong.Options;
import dev.katong.image.PictureFormat;

/**
 * A client's request for one photo.
 *
 * @param quality 1 to 100, for JPEG and WebP
 * @param opaque true if transparent parts show the background in every format
 */
public record CartoonizeRequest(
    Options options, PictureFormat format, int quality, boolean opaque) {

  public CartoonizeRequest(Options options, PictureFormat format, int quality) {
    this(options, format, quality, false);
  }

  /** The same in another format. */
  public CartoonizeRequest format(PictureFormat other) {
    return new CartoonizeRequest(options, other, quality, opaque);
  }

  /** The same with all of the picture opaque. */
  public CartoonizeRequest madeOpaque() {
    return new CartoonizeRequest(options, format, quality, true);
  }

  /** The same with another long side, in pixels. */
  public CartoonizeRequest resolution(int longSide) {
    return new CartoonizeRequest(
        options.toBuilder().resolution(longSide).build(), format, quality, opaque);
  }
}
