package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The meaning of a photo's numbers as colours (ICC.1), and their way to sRGB by Java's own colour
 * management. Pixels go that way some rows at a time, so that it takes no memory to speak of.
 */
final class ColourProfile {
  private static final int BAND_PIXELS = 1 << 17;

  /** On each axis of the colours that tell what a profile does. */
  private static final int PROBES = 9;

  private static final int[] BGR = {2, 1, 0};
  private static final int[] IN_ORDER = {0, 1, 2, 3};

  private final int components;
  private final ColorConvertOp op;

  private ColourProfile(int components, ColorConvertOp op) {
    this.components = components;
    this.op = op;
  }

  /**
   * Reads a profile and tries it.
   *
   * @param icc the profile's bytes
   * @return empty if it is damaged, or for colours that photos do not have
   */
  static Optional<ColourProfile> of(byte[] icc) {
    try {
      ICC_Profile profile = ICC_Profile.getInstance(icc);
      int components =
          switch (profile.getColorSpaceType()) {
            case ColorSpace.TYPE_GRAY -> 1;
            case ColorSpace.TYPE_RGB -> 3;
            case ColorSpace.TYPE_CMYK -> 4;
            default -> 0;
          };
      if (components == 0 || components != profile.getNumComponents()) {
        return Optional.empty();
      }
      ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
      ColourProfile found =
          new ColourProfile(
              components, new ColorConvertOp(new ICC_Profile[] {profile, srgb}, null));
      found.convert(new byte[components], 1, new byte[3]);
      return Optional.of(found);
    } catch (IllegalArgumentException | CMMException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** The count of numbers in a colour: 1 for grey, 3 for RGB, 4 for CMYK. */
  int components() {
    return components;
  }

  /** True if it changes no colour by more than 1 of 255, such as that of most cameras. */
  boolean isSrgb() {
    if (components == 4) {
      return false;
    }
    int steps = components == 1 ? 256 : PROBES;
    int count = components == 1 ? steps : steps * steps * steps;
    byte[] colours = new byte[count * components];
    for (int i = 0; i < count; i++) {
      int rest = i;
      for (int c = 0; c < components; c++) {
        colours[i * components + c] = (byte) (rest % steps * 255 / (steps - 1));
        rest /= steps;
      }
    }
    byte[] found = new byte[count * 3];
    convert(colours, count, found);
    for (int i = 0; i < found.length; i++) {
      int red = i - i % 3;
      int before = colours[components == 1 ? i / 3 : red + 2 - i % 3] & 0xff;
      if (Math.abs((found[i] & 0xff) - before) > 1) {
        return false;
      }
    }
    return true;
  }

  /**
   * Brings a picture to sRGB.
   *
   * @param from grey, BGR or BGRA, of 8 or 16 bits; taken over
   * @return 8-bit BGR; the same Mat if that was 8-bit BGR; closed by the caller
   */
  Mat toSrgb(Mat from) {
    if (from.type() == CV_8UC3) {
      try {
        convert(from, from);
        return from;
      } catch (RuntimeException e) {
        from.close();
        throw e;
      }
    }
    return Replaced.by(
        from,
        (source, bgr) -> {
          bgr.create(source.rows(), source.cols(), CV_8UC3);
          convert(source, bgr);
        });
  }

  private void convert(Mat from, Mat bgr) {
    int rows = Math.max(1, BAND_PIXELS / from.cols());
    for (int y = 0; y < from.rows(); y += rows) {
      int end = Math.min(y + rows, from.rows());
      try (Mat part = from.rowRange(y, end);
          Mat colours = fitting(part);
          Mat place = bgr.rowRange(y, end)) {
        int pixels = colours.rows() * colours.cols();
        byte[] result = new byte[3 * pixels];
        filter(samples(colours), pixels, components == 1 ? IN_ORDER : BGR, result);
        place.data().put(result);
      }
    }
  }

  /** Without alpha, and in as many channels as the profile has. */
  private Mat fitting(Mat part) {
    Mat fitting = new Mat();
    if (part.channels() == components) {
      part.copyTo(fitting);
    } else if (components == 1) {
      extractChannel(part, fitting, 0);
    } else {
      cvtColor(part, fitting, part.channels() == 1 ? COLOR_GRAY2BGR : COLOR_BGRA2BGR);
    }
    return fitting;
  }

  private static DataBuffer samples(Mat colours) {
    int count = colours.rows() * colours.cols() * colours.channels();
    if (colours.depth() == CV_16U) {
      short[] samples = new short[count];
      try (ShortPointer data = new ShortPointer(colours.data())) {
        data.get(samples);
      }
      return new DataBufferUShort(samples, count);
    }
    byte[] samples = new byte[count];
    colours.data().get(samples);
    return new DataBufferByte(samples, count);
  }

  /**
   * Brings some colours to sRGB.
   *
   * @param colours pixel by pixel; red before green before blue, and cyan before magenta before
   *     yellow before black, where 255 is full ink
   * @param pixels how many
   * @param bgr where they go
   */
  void convert(byte[] colours, int pixels, byte[] bgr) {
    filter(new DataBufferByte(colours, colours.length), pixels, IN_ORDER, bgr);
  }

  private void filter(DataBuffer colours, int pixels, int[] order, byte[] bgr) {
    op.filter(
        Raster.createInterleavedRaster(
            colours,
            pixels,
            1,
            pixels * components,
            components,
            Arrays.copyOf(order, components),
            null),
        Raster.createInterleavedRaster(
            new DataBufferByte(bgr, bgr.length), pixels, 1, pixels * 3, 3, BGR, null));
  }
}
