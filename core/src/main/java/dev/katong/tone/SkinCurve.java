package dev.katong.tone;

/**
 * Maps the skin that a style drew to a person's own: a curve of lightness through black, so that
 * lines stay as dark as they are and the style's shading keeps its steps, with the person's colour
 * at every lightness.
 *
 * <p>Lightness is {@code p·(L/c)^γ}: the cartoon's median c becomes the photo's median p, and γ is
 * such that what the style shades becomes as dark as the photo's dark tenth. Colour is in
 * proportion to lightness, as that of a surface is under more or less light; a pixel keeps its
 * difference from the skin's colour, such as blushing cheeks, in that proportion.
 */
final class SkinCurve {
  /** The steepness that still looks drawn, not etched; and the flatness that still has shading. */
  private static final double MOST_GAMMA = 1.2;

  private static final double LEAST_GAMMA = 0.55;

  /** Entries of the table for one step of lightness. */
  private static final int FINENESS = 8;

  private static final int MOST_LIGHTNESS = 100;

  private final SkinColour cartoon;
  private final SkinColour photo;
  private final float[] lightness = new float[MOST_LIGHTNESS * FINENESS + 2];

  SkinCurve(SkinColour cartoon, SkinColour photo) {
    this.cartoon = cartoon;
    this.photo = photo;
    double from = Math.max(1, cartoon.lightness());
    double to = Math.max(1, photo.lightness());
    double gamma = gamma(from, to);
    for (int i = 0; i < lightness.length; i++) {
      double value = to * Math.pow((double) i / FINENESS / from, gamma);
      lightness[i] = (float) Math.min(MOST_LIGHTNESS, value);
    }
  }

  private double gamma(double from, double to) {
    double darker = Math.log(Math.max(1, cartoon.darkLightness()) / from);
    double wanted = Math.log(Math.max(1, photo.darkLightness()) / to);
    double gamma = darker > -1e-3 ? MOST_GAMMA : wanted / darker;
    return Math.max(LEAST_GAMMA, Math.min(MOST_GAMMA, gamma));
  }

  /** The lightness that a lightness becomes. */
  float lightness(float of) {
    float at = Math.max(0, Math.min(MOST_LIGHTNESS, of)) * FINENESS;
    int below = (int) at;
    return lightness[below] + (at - below) * (lightness[below + 1] - lightness[below]);
  }

  /**
   * The value on one axis of colour.
   *
   * @param axis 1 for a, 2 for b
   * @param value on the axis, before
   * @param from the lightness before
   * @param to the lightness after
   */
  float colour(int axis, float value, float from, float to) {
    double skinBefore = axis == 1 ? cartoon.a() : cartoon.b();
    double skinAfter = axis == 1 ? photo.a() : photo.b();
    double own = value - skinBefore * from / Math.max(1, cartoon.lightness());
    double kept = from > to ? to / Math.max(1, from) : 1;
    return (float) (skinAfter * to / Math.max(1, photo.lightness()) + own * kept);
  }
}
