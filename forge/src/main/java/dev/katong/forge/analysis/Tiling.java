package dev.katong.forge.analysis;

/** How a frame may be cut into tiles for a network; from the best to the worst. */
public enum Tiling {
  /** Tiles with the halo of real context give the full frame's pixels. */
  EXACT,

  /**
   * Statistics of the whole frame enter every pixel, such as the means of an instance
   * normalisation. They vary slowly, so overlapping tiles with blended seams are tolerable.
   */
  BLENDED,

  /** The network needs the whole frame: attention, a fixed size inside, or unknown operators. */
  WHOLE;

  /** The worse of two. */
  Tiling or(Tiling other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
