package dev.katong.heif;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_license;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;

import dev.katong.image.PictureSize;
import dev.katong.image.Refused;
import dev.katong.image.heif.Coding;
import dev.katong.image.heif.TileDecoder;
import dev.katong.image.heif.TileDecoders;
import java.io.IOException;

/** FFmpeg's decoders of HEVC and AV1. */
public final class FfmpegTileDecoders implements TileDecoders {
  /** Used by {@link java.util.ServiceLoader}. */
  public FfmpegTileDecoders() {}

  @Override
  public TileDecoder open(Coding coding, byte[] configuration, PictureSize tile)
      throws IOException {
    load();
    return new FfmpegTileDecoder(coding, configuration, tile);
  }

  @Override
  public String library() throws IOException {
    load();
    return "FFmpeg %s (%s)".formatted(av_version_info().getString(), avcodec_license().getString());
  }

  private static void load() throws IOException {
    try {
      // What is wrong with a photo is told by Katong itself.
      av_log_set_level(AV_LOG_QUIET);
    } catch (LinkageError e) {
      throw Refused.withoutDecoder("FFmpeg cannot be loaded (" + e.getMessage() + ")", e);
    }
  }
}
