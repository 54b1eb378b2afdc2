package dev.katong.tone;

import dev.katong.face.Box;

/**
 * The area around a face in which the person's skin is searched for: neck, shoulders, arms and
 * hands. The share falls from 1 to 0 between an inner and an outer border, which are given in sides
 * of the face's box.
 */
final class SkinSearchArea {
  private static final double ABOVE = 0.5;
  private static final double ABOVE_END = 1;
  private static final double BESIDE = 1.6;
  private static final double BESIDE_END = 2.4;
  private static final double BELOW = 3;
  private static final double BELOW_END = 4.2;

  private final Box face;

  SkinSearchArea(Box face) {
    this.face = face;
  }

  /** The rectangle outside of which the share is 0. */
  Box box() {
    return new Box(
        face.x() - BESIDE_END * face.width(),
        face.y() - ABOVE_END * face.height(),
        (1 + 2 * BESIDE_END) * face.width(),
        (1 + ABOVE_END + BELOW_END) * face.height());
  }

  /** The share at a place of the picture, 0 to 1. */
  double share(double x, double y) {
    double beside =
        Math.max(face.x() - x, x - (face.x() + face.width())) / Math.max(1, face.width());
    double above = (face.y() - y) / Math.max(1, face.height());
    double below = -above - 1;
    return falling(beside, BESIDE, BESIDE_END)
        * falling(above, ABOVE, ABOVE_END)
        * falling(below, BELOW, BELOW_END);
  }

  /** 1 up to the begin, 0 from the end on, smooth between them. */
  private static double falling(double at, double begin, double end) {
    double t = Math.max(0, Math.min(1, (end - at) / (end - begin)));
    return t * t * (3 - 2 * t);
  }
}
