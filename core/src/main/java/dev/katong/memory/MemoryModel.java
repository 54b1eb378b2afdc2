package dev.katong.memory;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.katong.KatongException.BadModel;

/**
 * The resident memory of a network: {@code fixedBytes + bytesPerPixel · pixels}, affine because
 * every tensor of a convolutional network grows with the frame or not at all.
 *
 * @param fixedBytes what the network takes once it is loaded; at least 0
 * @param bytesPerPixel what one run takes on top, by pixel of all pictures of the run; at least 0
 */
public record MemoryModel(
    @JsonProperty(required = true) long fixedBytes,
    @JsonProperty(required = true) double bytesPerPixel) {

  public MemoryModel {
    if (fixedBytes < 0 || !(bytesPerPixel >= 0) || Double.isInfinite(bytesPerPixel)) {
      throw new BadModel(
          "a network takes %d bytes and %s by pixel; neither can be less than 0"
              .formatted(fixedBytes, bytesPerPixel));
    }
  }

  /** What a run over so many pixels takes, on top of the loaded network; bytes. */
  public long ofRun(long pixels) {
    return Math.round(bytesPerPixel * pixels);
  }
}
