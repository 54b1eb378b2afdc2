package dev.katong.image;

import dev.katong.image.format.JpegHeader;
import dev.katong.image.format.PngHeader;

/**
 * The peak memory of decoding, without the encoded bytes. The numbers follow from the steps of
 * OpenCV's decoders and of {@link PixelDecoder}; measured at 48 megapixels they are right within 2
 * % for JPEG, PNG, BMP and lossy WebP. They are upper bounds for the other kinds.
 *
 * @param beforePixels bytes held, whatever the scale, until the pixels are made
 * @param bytesPerPixel of the decoded picture, once its pixels are made
 * @param heapBytes the part of {@code beforePixels} that lies in the Java heap
 */
public record DecodeMemory(long beforePixels, int bytesPerPixel, long heapBytes) {
  static final int BGR_BYTES = 3;

  /** The picture, the canvas, the frame before, and the codes. */
  public static final DecodeMemory GIF = ofPixels(16);

  /** The decoder's own pixels, 4 bytes, and ours, 4 bytes; then those of {@link #ofSamples}. */
  public static final DecodeMemory LOSSLESS_WEBP = ofPixels(8);

  /** Two canvases and a frame of the decoder, 4 bytes each, and ours. */
  public static final DecodeMemory ANIMATED_WEBP = ofPixels(16);

  private static DecodeMemory ofPixels(int bytesPerPixel) {
    return new DecodeMemory(0, bytesPerPixel, 0);
  }

  /**
   * A turned picture needs a second one for the turn; what is held before is let go by then. Inks
   * are held in the Java heap beside the pixels.
   */
  public static DecodeMemory ofJpeg(JpegHeader jpeg) {
    int bytes = jpeg.components() == 1 ? 1 + BGR_BYTES : BGR_BYTES;
    long inks =
        jpeg.components() == 4 ? CmykJpegDecoder.heapBytes((long) jpeg.width() * jpeg.height()) : 0;
    return new DecodeMemory(
        jpeg.coefficientBytes() + inks,
        jpeg.orientation().swapsSides() ? Math.max(bytes, 2 * BGR_BYTES) : bytes,
        inks);
  }

  /**
   * A tile in its decoder, and the samples of the picture that it is copied into.
   *
   * @param tileBytes of the decoder
   * @param sampleBytes of the picture: 2 if colours are brought to sRGB before they are brought to
   *     8 bits
   * @param transparent true if there is a picture of the opacity too
   * @param pixels of the picture
   */
  public static DecodeMemory ofHeif(
      long tileBytes, int sampleBytes, boolean transparent, long pixels) {
    int channels = transparent ? 4 : BGR_BYTES;
    int canvas = channels * sampleBytes;
    // Colours and opacity are put together in a picture of their own.
    int merged = transparent ? 2 * canvas : canvas;
    return new DecodeMemory(
        tileBytes + (canvas - BGR_BYTES) * pixels,
        Math.max(ofSamples(channels, sampleBytes).bytesPerPixel, merged),
        0);
  }

  /** A copy of the file may be held while the pixels are made. */
  public static DecodeMemory ofPng(PngHeader png) {
    DecodeMemory samples = ofSamples(png.channels(), png.sampleBytes());
    return new DecodeMemory(png.rebuiltBytes(), samples.bytesPerPixel, 0);
  }

  /**
   * The samples as they are stored and the channels made of them, both at once.
   *
   * @param heapBytes that the decoder takes of the Java heap
   */
  public static DecodeMemory ofRaster(int samples, int sampleBits, long heapBytes) {
    int stored = Math.max(1, Math.min(samples, 64)) * Math.max(1, Math.min(sampleBits, 64) / 8);
    int channels = samples == 2 || samples > 3 ? 4 : BGR_BYTES;
    int sampleBytes = sampleBits > 16 ? 4 : sampleBits > 8 ? 2 : 1;
    DecodeMemory still = ofSamples(channels, sampleBytes);
    return new DecodeMemory(
        heapBytes, Math.max(still.bytesPerPixel, stored + channels * sampleBytes), heapBytes);
  }

  /**
   * Pixels that a decoder makes as it reads, and their way to 8-bit BGR, one step at a time. What
   * is transparent, one byte for each pixel, is taken out of four channels before.
   */
  public static DecodeMemory ofSamples(int channels, int sampleBytes) {
    int decoded = channels * sampleBytes;
    int toBytes = sampleBytes == 1 ? decoded : decoded + channels;
    int alpha = channels == 4 ? 1 : 0;
    int toBgr = channels == BGR_BYTES ? BGR_BYTES : channels + alpha + BGR_BYTES;
    return ofPixels(Math.max(toBytes, toBgr));
  }

  /** With a turn at the end: two pictures, and what is transparent of one. */
  public DecodeMemory turned(Orientation orientation) {
    return orientation.swapsSides()
        ? new DecodeMemory(beforePixels, Math.max(bytesPerPixel, 2 * BGR_BYTES + 1), heapBytes)
        : this;
  }

  /** The most that is held at once, in bytes, for a decoded picture of so many pixels. */
  long peakBytes(long pixels) {
    return Math.max(beforePixels + BGR_BYTES * pixels, bytesPerPixel * pixels);
  }
}
