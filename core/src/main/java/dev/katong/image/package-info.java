/**
 * Photos in and pictures out: start with {@link dev.katong.image.PhotoSource} and {@link
 * dev.katong.image.PictureFormat}.
 */
@NullMarked
package dev.katong.image;

import org.jspecify.annotations.NullMarked;
