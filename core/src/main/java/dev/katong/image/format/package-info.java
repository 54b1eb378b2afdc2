/**
 * File formats by their first bytes and headers: start with {@link
 * dev.katong.image.format.PhotoHeader}.
 */
@NullMarked
package dev.katong.image.format;

import org.jspecify.annotations.NullMarked;
