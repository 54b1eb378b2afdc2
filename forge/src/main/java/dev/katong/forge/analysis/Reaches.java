package dev.katong.forge.analysis;

/**
 * The distance beyond each side of a tile's core of the pixels that the core depends on, for tiles
 * whose origins and sizes are multiples of the stride.
 *
 * @param left pixels
 * @param top pixels
 * @param right pixels
 * @param bottom pixels
 */
public record Reaches(int left, int top, int right, int bottom) {
  static Reaches of(Reach vertical, Reach horizontal) {
    return new Reaches(
        horizontal.before(), vertical.before(), horizontal.after(), vertical.after());
  }

  /** The largest of the four. */
  public int largest() {
    return Math.max(Math.max(left, right), Math.max(top, bottom));
  }
}
