/**
 * Photos in and pictures out: start with {@link dev.katong.photo.PhotoSource} and {@link
 * dev.katong.photo.PictureFormat}.
 */
@NullMarked
package dev.katong.photo;

import org.jspecify.annotations.NullMarked;
