package dev.katong.server.room;

import dev.katong.Options;
import dev.katong.photo.PictureFormat;

/**
 * What a client wants of a photo.
 *
 * @param quality 1 to 100, for JPEG and WebP
 */
public record Wish(Options options, PictureFormat format, int quality) {}
