/**
 * Networks computed in 8 bits, for the CPU. Start with {@link
 * dev.katong.forge.quantize.Quantization} and {@link dev.katong.forge.quantize.QuantizedNetwork}.
 */
@NullMarked
package dev.katong.forge.quantize;

import org.jspecify.annotations.NullMarked;
