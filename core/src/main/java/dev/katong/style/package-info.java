/**
 * Styles on disk: start with {@link dev.katong.style.StyleStore} and {@link
 * dev.katong.style.StylePack}.
 */
@NullMarked
package dev.katong.style;

import org.jspecify.annotations.NullMarked;
