/**
 * Measures the closeness of one network's pictures to another's. Start with {@link
 * dev.katong.forge.quality.Comparison} and {@link dev.katong.forge.quality.Fidelity}.
 */
@NullMarked
package dev.katong.forge.quality;

import org.jspecify.annotations.NullMarked;
