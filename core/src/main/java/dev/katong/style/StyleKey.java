package dev.katong.style;

/**
 * A style with the variant of its networks that is to draw.
 *
 * @param style as {@link StyleStore#find} takes it: a name or a path
 * @param variant a {@link StyleVariant}'s name, or {@link StyleVariant#FULL}
 */
public record StyleKey(String style, String variant) {

  /** A style with its own networks. */
  public static StyleKey full(String nameOrPath) {
    return new StyleKey(nameOrPath, StyleVariant.FULL);
  }
}
