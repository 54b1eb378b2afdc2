package dev.katong.forge.prune;

import java.util.Locale;

/** The part of a network that a layer is in, told by the resolution of its pictures. */
public enum Section {
  /** Before the lowest resolution is reached, or on the way down to it. */
  ENCODER,
  /** At the lowest resolution. */
  BOTTLENECK,
  /** After it. */
  DECODER;

  /** The section in words, such as {@code encoder}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
