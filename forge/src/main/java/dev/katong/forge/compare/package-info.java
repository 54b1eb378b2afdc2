/**
 * A style's variants side by side in one picture: start with {@link
 * dev.katong.forge.compare.StyleComparison}.
 */
@NullMarked
package dev.katong.forge.compare;

import org.jspecify.annotations.NullMarked;
