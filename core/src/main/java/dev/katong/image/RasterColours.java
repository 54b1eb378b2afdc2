package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_32S;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;
import static org.bytedeco.opencv.global.opencv_core.CV_MAKETYPE;
import static org.bytedeco.opencv.global.opencv_core.divide;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.insertChannel;
import static org.bytedeco.opencv.global.opencv_core.mixChannels;

import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.MultiPixelPackedSampleModel;
import java.awt.image.PackedColorModel;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageTypeSpecifier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** Makes of samples, as a file holds them, the grey, BGR or BGRA that OpenCV's decoders give. */
final class RasterColours {
  private static final int CMYK = 4;

  /** The most premultiplied samples can be. */
  private static final double MOST_8 = 255;

  private static final double MOST_16 = 65535;

  private RasterColours() {}

  /**
   * Arranges the samples.
   *
   * @param type what they mean
   * @param width in pixels; several may be packed into one sample
   * @param samples taken over
   * @param inks the CMYK profile; null for a rule of thumb
   * @return closed by the caller
   */
  static Mat of(ImageTypeSpecifier type, int width, Mat samples, @Nullable ColourProfile inks)
      throws IOException {
    ColorModel colours = type.getColorModel();
    if (colours instanceof IndexColorModel palette) {
      int bits =
          type.getSampleModel() instanceof MultiPixelPackedSampleModel packed
              ? packed.getPixelBitStride()
              : 0;
      return Replaced.by(samples, (from, to) -> lookUp(palette, bits, width, from, to));
    }
    if (colours instanceof PackedColorModel packed) {
      return Replaced.by(samples, (from, to) -> unpack(packed, from, to));
    }
    int components = colours.getNumColorComponents();
    if (samples.channels() < components) {
      samples.close();
      throw Refused.unknown("a picture with a palette and transparency", null);
    }
    Mat whole = widened(samples, colours.getComponentSize(0));
    return switch (components) {
      case 1, 3 -> arranged(whole, components, colours.hasAlpha(), colours.isAlphaPremultiplied());
      case CMYK -> Replaced.by(whole, (from, to) -> print(from, to, inks));
      default -> {
        whole.close();
        throw Refused.unknown("a picture of " + components + " colours", null);
      }
    };
  }

  /** Takes the colours from a palette; {@code bits} of an index, 0 if each is a sample. */
  private static void lookUp(IndexColorModel palette, int bits, int width, Mat indices, Mat to) {
    int[] table = new int[1 << 16];
    int[] own = new int[palette.getMapSize()];
    palette.getRGBs(own);
    System.arraycopy(own, 0, table, 0, own.length);
    Arrays.fill(table, own.length, table.length, 0xff000000);
    boolean alpha = palette.hasAlpha();
    to.create(indices.rows(), width, alpha ? CV_8UC4 : CV_8UC3);
    byte[] row = new byte[to.channels() * width];
    int[] numbers = new int[indices.cols()];
    for (int y = 0; y < to.rows(); y++) {
      read(indices, y, numbers);
      for (int x = 0, at = 0; x < width; x++) {
        int argb = table[bits == 0 ? numbers[x] : packed(numbers, x, bits)];
        row[at++] = (byte) argb;
        row[at++] = (byte) (argb >> 8);
        row[at++] = (byte) (argb >> 16);
        if (alpha) {
          row[at++] = (byte) (argb >> 24);
        }
      }
      write(to, y, row);
    }
  }

  /** The index of a pixel; the first ones lie in the highest bits of a byte. */
  private static int packed(int[] bytes, int x, int bits) {
    int inByte = Byte.SIZE / bits;
    return bytes[x / inByte] >> (Byte.SIZE - bits * (1 + x % inByte)) & ((1 << bits) - 1);
  }

  private static void unpack(PackedColorModel packed, Mat numbers, Mat to) {
    int channels = packed.getNumComponents();
    to.create(numbers.rows(), numbers.cols(), channels == 4 ? CV_8UC4 : CV_8UC3);
    int[] masks = packed.getMasks();
    byte[] row = new byte[channels * to.cols()];
    int[] pixels = new int[to.cols()];
    for (int y = 0; y < to.rows(); y++) {
      read(numbers, y, pixels);
      for (int x = 0; x < pixels.length; x++) {
        for (int c = 0; c < channels; c++) {
          row[channels * x + (c < 3 ? 2 - c : c)] = scaled(pixels[x], masks[c]);
        }
      }
      write(to, y, row);
    }
  }

  /** The bits under a mask, from their whole range to 0..255. */
  private static byte scaled(int pixel, int mask) {
    if (mask == 0) {
      return 0;
    }
    int shift = Integer.numberOfTrailingZeros(mask);
    long most = Integer.toUnsignedLong(mask >>> shift);
    long value = Integer.toUnsignedLong((pixel & mask) >>> shift);
    return (byte) ((value * 255 + most / 2) / most);
  }

  /**
   * Brings integers of other lengths than 8 and 16 bits to the whole range of these.
   *
   * @param samples taken over
   */
  private static Mat widened(Mat samples, int bits) {
    return switch (samples.depth()) {
      case CV_8U ->
          bits >= 8 ? samples : Replaced.by(samples, (from, to) -> stretch(from, to, bits));
      case CV_16U ->
          bits >= 16 ? samples : Replaced.by(samples, (from, to) -> stretch(from, to, bits));
      case CV_32S -> Replaced.by(samples, (from, to) -> stretch(from, to, bits));
      case CV_64F -> Replaced.by(samples, (from, to) -> from.convertTo(to, CV_32F));
      default -> samples;
    };
  }

  private static void stretch(Mat from, Mat to, int bits) {
    to.create(from.rows(), from.cols(), CV_MAKETYPE(CV_16U, from.channels()));
    long most = (1L << bits) - 1;
    int[] numbers = new int[from.cols() * from.channels()];
    short[] row = new short[numbers.length];
    for (int y = 0; y < to.rows(); y++) {
      read(from, y, numbers);
      for (int i = 0; i < row.length; i++) {
        row[i] = (short) (((numbers[i] & most) * 65535 + most / 2) / most);
      }
      try (ShortPointer at = new ShortPointer(to.ptr(y))) {
        at.put(row);
      }
    }
  }

  /** Takes the samples over: red before green before blue, alpha, and what has no meaning. */
  private static Mat arranged(Mat samples, int colours, boolean alpha, boolean premultiplied) {
    int wanted = alpha ? 4 : colours;
    int[] from = new int[2 * wanted];
    for (int c = 0; c < wanted; c++) {
      int source = colours == 1 ? (c < 3 ? 0 : 1) : c;
      from[2 * c] = source;
      from[2 * c + 1] = wanted == 1 || c == 3 ? c : 2 - c;
    }
    Mat arranged =
        Replaced.by(
            samples,
            (source, to) -> {
              to.create(source.rows(), source.cols(), CV_MAKETYPE(source.depth(), wanted));
              try (IntPointer pairs = new IntPointer(from)) {
                mixChannels(source, 1, to, 1, pairs, wanted);
              }
            });
    try {
      if (alpha && premultiplied) {
        divideByAlpha(arranged);
      }
      return arranged;
    } catch (RuntimeException e) {
      arranged.close();
      throw e;
    }
  }

  private static void divideByAlpha(Mat bgra) {
    double most = bgra.depth() == CV_8U ? MOST_8 : bgra.depth() == CV_16U ? MOST_16 : 1;
    try (Mat alpha = new Mat();
        Mat colour = new Mat();
        Mat own = new Mat()) {
      extractChannel(bgra, alpha, 3);
      for (int c = 0; c < 3; c++) {
        extractChannel(bgra, colour, c);
        divide(colour, alpha, own, most, -1);
        insertChannel(own, bgra, c);
      }
    }
  }

  /** Brings inks to BGR, row by row. */
  private static void print(Mat inks, Mat to, @Nullable ColourProfile profile) {
    to.create(inks.rows(), inks.cols(), CV_8UC3);
    int channels = inks.channels();
    int shift = inks.depth() == CV_16U ? 8 : 0;
    int[] samples = new int[channels * inks.cols()];
    byte[] row = new byte[CMYK * inks.cols()];
    byte[] bgr = new byte[3 * inks.cols()];
    for (int y = 0; y < to.rows(); y++) {
      read(inks, y, samples);
      for (int x = 0; x < inks.cols(); x++) {
        for (int c = 0; c < CMYK; c++) {
          row[CMYK * x + c] = (byte) (samples[channels * x + c] >> shift);
        }
      }
      CmykJpegDecoder.toBgr(row, profile, bgr);
      write(to, y, bgr);
    }
  }

  private static void read(Mat from, int y, int[] row) {
    try (Pointer at = from.ptr(y)) {
      switch (from.depth()) {
        case CV_8U -> {
          byte[] samples = new byte[row.length];
          new BytePointer(at).get(samples);
          for (int i = 0; i < row.length; i++) {
            row[i] = samples[i] & 0xff;
          }
        }
        case CV_16U -> {
          short[] samples = new short[row.length];
          new ShortPointer(at).get(samples);
          for (int i = 0; i < row.length; i++) {
            row[i] = samples[i] & 0xffff;
          }
        }
        default -> new IntPointer(at).get(row);
      }
    }
  }

  private static void write(Mat to, int y, byte[] row) {
    try (BytePointer at = to.ptr(y)) {
      at.put(row);
    }
  }
}
