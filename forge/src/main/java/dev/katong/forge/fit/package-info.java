/**
 * Networks fitted to the machine: the same mathematics in fewer, fuller operations. Start with
 * {@link dev.katong.forge.fit.Fitting}.
 */
@NullMarked
package dev.katong.forge.fit;

import org.jspecify.annotations.NullMarked;
