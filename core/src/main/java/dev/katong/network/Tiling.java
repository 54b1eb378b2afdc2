package dev.katong.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The ways in which a frame may be cut into tiles for a network, from the best to the worst. */
public enum Tiling {
  /** Tiles with the halo of real context give the full frame's pixels. */
  @JsonProperty("exact")
  EXACT,

  /**
   * Statistics of the whole frame enter every pixel, such as the means of an instance
   * normalisation. They vary slowly, so overlapping tiles with blended seams are tolerable.
   */
  @JsonProperty("blended")
  BLENDED,

  /** The network needs the whole frame: attention, a fixed size inside, or unknown operators. */
  @JsonProperty("whole")
  WHOLE;

  /** The worse of two. */
  public Tiling or(Tiling other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** The verdict's name in reports and in {@code style.json}, such as {@code exact}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
