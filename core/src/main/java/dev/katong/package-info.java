/**
 * The library's front door: start with {@link dev.katong.Katong} and {@link dev.katong.Options}.
 */
@NullMarked
package dev.katong;

import org.jspecify.annotations.NullMarked;
