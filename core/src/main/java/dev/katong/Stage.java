package dev.katong;

import java.util.Locale;

/** A named step on the way from photo to cartoon, in their order. */
public enum Stage {
  /** Reading the photo. */
  DECODE,
  /** Waiting while the networks draw other pictures. */
  QUEUE,
  /** Loading networks that are not loaded yet. */
  LOAD,
  /** Bringing the photo to the sizes that the networks get. */
  FIT,
  /** Finding faces. */
  FACES,
  /** Running the background network. */
  BACKGROUND,
  /** Running the head network. */
  HEADS,
  /** Blending the heads in, strength, and bringing them to the output's size. */
  COMPOSITE,
  /** Making the result's file. */
  ENCODE;

  /** The stage's name in reports, such as {@code background}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
