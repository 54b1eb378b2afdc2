package dev.katong.forge.optimize;

import dev.katong.style.StyleManifest;
import dev.katong.style.StyleVariant;

/**
 * A variant that was made, measured, and added to its style.
 *
 * @param style the style with it
 * @param variant the measured variant
 * @param bytes the size of its files
 * @param ownBytes the size of the files of the style's own networks
 */
public record Outcome(StyleManifest style, StyleVariant variant, long bytes, long ownBytes) {}
