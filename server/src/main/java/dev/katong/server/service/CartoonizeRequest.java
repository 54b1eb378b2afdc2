package dev.katong.server.service;

import dev.katong.Options;
import dev.katong.photo.PictureFormat;

/**
 * What a client wants of a photo.
 *
 * @param quality 1 to 100, for JPEG and WebP
 */
public record CartoonizeRequest(Options options, PictureFormat format, int quality) {}
