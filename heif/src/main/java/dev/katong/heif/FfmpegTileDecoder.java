package dev.katong.heif;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_UNALIGNED;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AV1;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_ENOMEM;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_BE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_FLOAT;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import dev.katong.image.PictureSize;
import dev.katong.image.Refused;
import dev.katong.image.heif.CodedColour;
import dev.katong.image.heif.Coding;
import dev.katong.image.heif.TileDecoder;
import dev.katong.image.heif.YuvPicture;
import dev.katong.image.heif.YuvPicture.Plane;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** A decoder of FFmpeg, kept open from tile to tile, on one thread. */
final class FfmpegTileDecoder implements TileDecoder {
  /** Coded pictures are larger by up to a block, which is cut off. */
  private static final int MOST_BLOCK_SIDE = 128;

  private @Nullable AVCodecContext context;
  private @Nullable AVPacket packet;
  private @Nullable AVFrame frame;

  FfmpegTileDecoder(Coding coding, byte[] configuration, PictureSize tile) throws IOException {
    try {
      AVCodec codec = codec(coding);
      context = allocated(avcodec_alloc_context3(codec));
      packet = allocated(av_packet_alloc());
      frame = allocated(av_frame_alloc());
      setUp(context, configuration, tile);
      check(avcodec_open2(context, codec, (AVDictionary) null), "its configuration is damaged");
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static AVCodec codec(Coding coding) throws IOException {
    AVCodec codec =
        coding == Coding.HEVC
            ? avcodec_find_decoder(AV_CODEC_ID_HEVC)
            // FFmpeg's own decoder needs a graphics card.
            : avcodec_find_decoder_by_name("libaom-av1");
    if (codec == null && coding == Coding.AV1) {
      codec = avcodec_find_decoder(AV_CODEC_ID_AV1);
    }
    if (codec == null) {
      throw Refused.withoutDecoder("this FFmpeg has no decoder of " + coding, null);
    }
    return codec;
  }

  private static void setUp(AVCodecContext context, byte[] configuration, PictureSize tile) {
    long size = (long) configuration.length + AV_INPUT_BUFFER_PADDING_SIZE;
    Pointer copy = allocated(av_mallocz(size));
    // Owned by the context from here on.
    context.extradata(new BytePointer(copy).capacity(size));
    context.extradata_size(configuration.length);
    new BytePointer(copy).capacity(size).put(configuration);
    context.max_pixels(((long) tile.width() + MOST_BLOCK_SIDE) * (tile.height() + MOST_BLOCK_SIDE));
    // Else what is cut off at the left is rounded to what suits vectors.
    context.flags(context.flags() | AV_CODEC_FLAG_UNALIGNED);
    context.thread_count(1);
    context.err_recognition(AV_EF_EXPLODE);
  }

  @Override
  public YuvPicture decode(ByteBuffer data) throws IOException {
    AVCodecContext open = context;
    AVPacket sent = packet;
    AVFrame received = frame;
    if (open == null || sent == null || received == null) {
      throw new IllegalStateException("the decoder is closed");
    }
    av_frame_unref(received);
    try {
      check(av_new_packet(sent, data.remaining()), "no packet");
      sent.data().capacity(data.remaining()).asByteBuffer().put(data.duplicate());
      check(avcodec_send_packet(open, sent), "its data is damaged");
      // The end, so that the picture does not wait for others.
      check(avcodec_send_packet(open, null), "its data is damaged");
      check(avcodec_receive_frame(open, received), "its data is damaged");
    } finally {
      av_packet_unref(sent);
      avcodec_flush_buffers(open);
    }
    if ((received.flags() & AV_FRAME_FLAG_CORRUPT) != 0 || received.decode_error_flags() != 0) {
      throw new IOException("its data is damaged");
    }
    return picture(received);
  }

  private static YuvPicture picture(AVFrame frame) throws IOException {
    AVPixFmtDescriptor format = av_pix_fmt_desc_get(frame.format());
    int planes = format == null ? 0 : format.nb_components();
    if (format == null
        || (planes != 1 && planes != 3)
        || (format.flags() & (AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_FLOAT)) != 0) {
      throw new IOException("samples of the format " + frame.format());
    }
    int bits = format.comp(0).depth();
    int sampleBytes = bits > 8 ? 2 : 1;
    List<Plane> samples = new ArrayList<>();
    for (int i = 0; i < planes; i++) {
      boolean chroma = i > 0;
      int width = up(frame.width(), chroma ? format.log2_chroma_w() : 0);
      int height = up(frame.height(), chroma ? format.log2_chroma_h() : 0);
      int stride = frame.linesize(i);
      if (format.comp(i).depth() != bits || stride < (long) width * sampleBytes) {
        throw new IOException("samples of the format " + frame.format());
      }
      long bytes = (height - 1L) * stride + (long) width * sampleBytes;
      samples.add(new Plane(frame.data(i).capacity(bytes).asByteBuffer(), stride));
    }
    return new YuvPicture(
        frame.width(),
        frame.height(),
        bits,
        format.log2_chroma_w(),
        format.log2_chroma_h(),
        samples,
        new CodedColour(
            frame.color_primaries(),
            frame.color_trc(),
            frame.colorspace(),
            frame.color_range() == AVCOL_RANGE_JPEG));
  }

  private static int up(int side, int shift) {
    return (side + (1 << shift) - 1) >> shift;
  }

  private static void check(int result, String message) throws IOException {
    if (result == AVERROR_ENOMEM()) {
      throw new OutOfMemoryError("FFmpeg: Cannot allocate memory");
    }
    if (result < 0) {
      throw new IOException("%s (FFmpeg's error %d)".formatted(message, result));
    }
  }

  private static <P extends Pointer> P allocated(@Nullable P pointer) {
    if (pointer == null || pointer.isNull()) {
      throw new OutOfMemoryError("FFmpeg: Cannot allocate memory");
    }
    return pointer;
  }

  @Override
  public void close() {
    if (frame != null) {
      av_frame_free(frame);
      frame = null;
    }
    if (packet != null) {
      av_packet_free(packet);
      packet = null;
    }
    if (context != null) {
      avcodec_free_context(context);
      context = null;
    }
  }
}
