/**
 * Smaller and faster variants of a style's networks, measured and written into its pack; {@link
 * dev.katong.forge.optimize.FineTuning} is what a trainer implements.
 */
@NullMarked
package dev.katong.forge.optimize;

import org.jspecify.annotations.NullMarked;
