/** Trains networks with PyTorch; found by the interfaces of {@code dev.katong.forge.optimize}. */
@NullMarked
package dev.katong.train;

import org.jspecify.annotations.NullMarked;
