package dev.katong.face;

/**
 * A place in a picture, in pixels from its top left corner; fractions are kept. It may lie outside
 * of the picture.
 *
 * @param x to the right, finite
 * @param y downwards, finite
 */
public record Point(double x, double y) {
  public Point {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException("a point is two finite numbers, not " + x + ", " + y);
    }
  }

  public double distance(Point other) {
    return Math.hypot(other.x - x, other.y - y);
  }
}
