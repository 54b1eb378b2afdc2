/**
 * Owns what pictures share and runs their tasks: start with {@link
 * dev.katong.runtime.KatongRuntime} and {@link dev.katong.runtime.CartoonTask}.
 */
@NullMarked
package dev.katong.runtime;

import org.jspecify.annotations.NullMarked;
