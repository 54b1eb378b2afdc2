package dev.katong.forge.analysis;

/** The two directions of a picture. */
enum Direction {
  VERTICAL,
  HORIZONTAL
}
