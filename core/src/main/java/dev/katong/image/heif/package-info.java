/**
 * HEIC and AVIF photos: the boxes of their files, and pictures put together from coded tiles. Start
 * with {@link dev.katong.image.heif.HeifHeader} and {@link dev.katong.image.heif.HeifDecoder}. What
 * decodes a tile is a {@link dev.katong.image.heif.TileDecoders} of another module.
 */
@NullMarked
package dev.katong.image.heif;

import org.jspecify.annotations.NullMarked;
