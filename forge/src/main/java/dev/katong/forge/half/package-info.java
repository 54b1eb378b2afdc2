/** Networks of numbers of 16 bits. Start with {@link dev.katong.forge.half.HalfPrecision}. */
@NullMarked
package dev.katong.forge.half;

import org.jspecify.annotations.NullMarked;
