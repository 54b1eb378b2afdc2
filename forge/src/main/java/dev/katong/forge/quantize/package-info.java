/** Quantisation. */
@NullMarked
package dev.katong.forge.quantize;

import org.jspecify.annotations.NullMarked;
