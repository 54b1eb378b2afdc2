package dev.katong.forge.prune;

import java.util.Locale;

/** The part of a network that a layer is in, by the resolution of its pictures. */
public enum Section {
  /** The layers before the lowest resolution, or on the way down to it. */
  ENCODER,
  /** The layers at the lowest resolution. */
  BOTTLENECK,
  /** The layers after it. */
  DECODER;

  /** The section in words, such as {@code encoder}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
