package dev.katong.face;

/**
 * A rectangle in a picture, in pixels; it may reach beyond the picture's border.
 *
 * @param x left edge, finite
 * @param y top edge, finite
 * @param width at least 0, finite
 * @param height at least 0, finite
 */
public record Box(double x, double y, double width, double height) {

  public Box {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException("a box begins at finite numbers, not " + x + ", " + y);
    }
    if (!isLength(width) || !isLength(height)) {
      throw new IllegalArgumentException(
          "a box is at least 0 pixels wide and high, not " + width + " x " + height);
    }
  }

  private static boolean isLength(double pixels) {
    return pixels >= 0 && Double.isFinite(pixels);
  }

  /** The area shared with {@code other} over the area of both together, 0..1. */
  double overlap(Box other) {
    double shared = shared(other);
    double together = area() + other.area() - shared;
    return together <= 0 ? 0 : shared / together;
  }

  /** The share of this box that lies in {@code other}, 0..1. */
  double shareIn(Box other) {
    return area() <= 0 ? 0 : shared(other) / area();
  }

  private double shared(Box other) {
    return Math.max(0, Math.min(x + width, other.x + other.width) - Math.max(x, other.x))
        * Math.max(0, Math.min(y + height, other.y + other.height) - Math.max(y, other.y));
  }

  double area() {
    return width * height;
  }

  Point centre() {
    return new Point(x + width / 2, y + height / 2);
  }
}
