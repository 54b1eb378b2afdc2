/**
 * The decoder of the tiles in HEIC and AVIF photos, with FFmpeg: {@link
 * dev.katong.heif.FfmpegTileDecoders}.
 */
@NullMarked
package dev.katong.heif;

import org.jspecify.annotations.NullMarked;
