package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.minMaxLoc;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_GRAYSCALE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.katong.image.format.BmpHeader;
import dev.katong.image.format.GifHeader;
import dev.katong.image.format.JpegEnd;
import dev.katong.image.format.JpegHeader;
import dev.katong.image.format.PhotoHeader;
import dev.katong.image.format.PngChunks;
import dev.katong.image.format.PngWork;
import dev.katong.image.format.TiffHeader;
import dev.katong.memory.NativeMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** Makes pixels of a file's bytes: upright, 8-bit BGR of sRGB, transparent parts on a colour. */
final class PixelDecoder {
  private final PhotoHeader header;
  private final @Nullable ColourProfile profile;
  private final Colour background;

  /**
   * A decoder.
   *
   * @param profile of the photo's colours; null if they are of sRGB, or none is known
   * @param background transparent parts are shown on
   */
  PixelDecoder(PhotoHeader header, @Nullable ColourProfile profile, Colour background) {
    this.header = header;
    this.profile = profile;
    this.background = background;
  }

  /**
   * Pixels and how far one sees through them.
   *
   * @param transparency null where all is opaque
   */
  record Pixels(Mat bgr, @Nullable Transparency transparency) implements AutoCloseable {
    @Override
    public void close() {
      NativeMemory.release(bgr, transparency);
    }
  }

  /**
   * Decodes. Pixels that are 8-bit BGR as they are decoded are not copied but for a turn by 90°.
   *
   * @param reduction 1; for a JPEG that has no inks also 2, 4 or 8: that part of the sides, rounded
   *     up
   * @return closed by the caller; empty if there is something wrong with the bytes
   * @throws IOException or a RuntimeException if a decoder finds something wrong with them
   * @throws Refused with what is wrong, if that is known
   */
  Optional<Pixels> decode(BytePointer file, int reduction) throws IOException {
    Mat decoded =
        switch (header.kind()) {
          case JPEG -> decodeJpeg(file, reduction);
          case PNG -> decodePng(file);
          case TIFF, BMP -> decodeRaster(file);
          case GIF -> decodeGif(file);
          default -> imread(file, IMREAD_UNCHANGED);
        };
    if (decoded == null || decoded.empty()) {
      NativeMemory.release(decoded);
      return Optional.empty();
    }
    return Optional.of(finish(decoded));
  }

  private static @Nullable Mat imread(BytePointer file, int flags) {
    try (Mat encoded = new Mat(1, (int) file.limit(), CV_8UC1, file)) {
      return imdecode(encoded, flags);
    }
  }

  private @Nullable Mat decodeJpeg(BytePointer file, int reduction) throws IOException {
    JpegHeader.fillGaps(file.asByteBuffer().order(ByteOrder.BIG_ENDIAN));
    if (header.attachments().endMissing()) {
      try (BytePointer whole = JpegEnd.addedTo(file)) {
        return decodeWholeJpeg(whole, reduction);
      }
    }
    if (!header.cmyk()) {
      JpegEnd.checkData(file.asByteBuffer().order(ByteOrder.BIG_ENDIAN));
    }
    return decodeWholeJpeg(file, reduction);
  }

  private @Nullable Mat decodeWholeJpeg(BytePointer file, int reduction) throws IOException {
    return header.cmyk() ? decodeCmyk(file) : imread(file, jpegFlags(reduction));
  }

  private @Nullable Mat decodePng(BytePointer file) throws IOException {
    ByteBuffer bytes = file.asByteBuffer().order(ByteOrder.BIG_ENDIAN);
    PngChunks.prepare(bytes);
    if (!PngWork.isBounded(bytes)) {
      throw Refused.damaged("its data goes on after the last row");
    }
    if (!PngChunks.mustBeRebuilt(bytes)) {
      return imread(file, IMREAD_UNCHANGED);
    }
    if (header.attachments().endMissing() && !PngWork.isComplete(bytes)) {
      throw Refused.damaged("the end of the PNG is missing");
    }
    try (BytePointer rebuilt = PngChunks.rebuilt(bytes)) {
      return imread(rebuilt, IMREAD_UNCHANGED);
    }
  }

  private static @Nullable Mat decodeGif(BytePointer file) {
    GifHeader.joinControl(file.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
    return imread(file, IMREAD_UNCHANGED);
  }

  private Mat decodeRaster(BytePointer file) throws IOException {
    ByteBuffer bytes = file.asByteBuffer();
    if (header.kind() == PhotoHeader.Kind.TIFF) {
      TiffHeader.endAfterFirst(
          bytes.order(bytes.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN));
    } else {
      BmpHeader.tellAlpha(bytes.order(ByteOrder.LITTLE_ENDIAN));
    }
    return RasterDecoder.decode(header.kind(), bytes, header.cmyk() ? profile : null);
  }

  private Mat decodeCmyk(BytePointer file) throws IOException {
    ByteBuffer bytes = file.asByteBuffer().order(ByteOrder.BIG_ENDIAN);
    return CmykJpegDecoder.decode(bytes, JpegHeader.read(bytes).orElseThrow(), profile);
  }

  /** The orientation is ours to apply, so that the size foretold is true whatever EXIF holds. */
  private int jpegFlags(int reduction) {
    boolean grey = header.grey();
    int colour =
        switch (reduction) {
          case 2 -> grey ? IMREAD_REDUCED_GRAYSCALE_2 : IMREAD_REDUCED_COLOR_2;
          case 4 -> grey ? IMREAD_REDUCED_GRAYSCALE_4 : IMREAD_REDUCED_COLOR_4;
          case 8 -> grey ? IMREAD_REDUCED_GRAYSCALE_8 : IMREAD_REDUCED_COLOR_8;
          default -> grey ? IMREAD_GRAYSCALE : IMREAD_COLOR;
        };
    return colour | IMREAD_IGNORE_ORIENTATION;
  }

  /** Takes the Mat over. */
  private Pixels finish(Mat decoded) {
    // Colours of 16 bits go to sRGB as they are, which leaves no steps in smooth skies.
    boolean deep = decoded.depth() == CV_16U && decoded.channels() > 1 && profile != null;
    Mat pixels = deep ? decoded : toBytes(decoded);
    Mat alpha;
    try {
      alpha = pixels.channels() == 4 ? alphaOf(pixels) : null;
    } catch (RuntimeException e) {
      pixels.close();
      throw e;
    }
    Mat bgr = null;
    try {
      bgr = turned(toBgr(pixels));
      if (alpha == null) {
        return new Pixels(bgr, null);
      }
      alpha = turned(alpha);
      Transparency transparency = new Transparency(alpha, background);
      transparency.show(bgr);
      return new Pixels(bgr, transparency);
    } catch (RuntimeException e) {
      NativeMemory.release(bgr, alpha);
      throw e;
    }
  }

  /** Takes the Mat over. */
  private Mat turned(Mat stored) {
    return header.orientation().turnUpright(stored);
  }

  /** Takes the pixels over. */
  private Mat toBgr(Mat pixels) {
    if (profile != null && profile.components() < 4) {
      return profile.toSrgb(pixels);
    }
    return switch (pixels.channels()) {
      case 1 -> Replaced.by(pixels, (grey, bgr) -> cvtColor(grey, bgr, COLOR_GRAY2BGR));
      case 3 -> pixels;
      case 4 -> Replaced.by(pixels, (bgra, bgr) -> cvtColor(bgra, bgr, COLOR_BGRA2BGR));
      default -> {
        int channels = pixels.channels();
        pixels.close();
        throw new IllegalStateException("a photo of " + channels + " channels");
      }
    };
  }

  /** Scales the samples to 0..255: integers from their whole range, fractions from 0..1. */
  private static Mat toBytes(Mat decoded) {
    double scale =
        switch (decoded.depth()) {
          case CV_8U -> 1;
          case CV_16U -> 255.0 / 65535;
          case CV_32F, CV_64F -> 255;
          default -> 0;
        };
    if (scale == 0) {
      int depth = decoded.depth();
      decoded.close();
      throw new IllegalStateException("a photo with samples of OpenCV's depth " + depth);
    }
    return scale == 1
        ? decoded
        : Replaced.by(decoded, (from, to) -> from.convertTo(to, CV_8U, scale, 0));
  }

  /** The opacity of the pixels, in 8 bits; null if all of them are. */
  private @Nullable Mat alphaOf(Mat bgra) {
    Mat alpha = new Mat();
    try {
      extractChannel(bgra, alpha, 3);
    } catch (RuntimeException e) {
      alpha.close();
      throw e;
    }
    alpha = toBytes(alpha);
    try (DoublePointer least = new DoublePointer(1);
        DoublePointer most = new DoublePointer(1)) {
      minMaxLoc(alpha, least, most, null, null, null);
      // Many programs leave the fourth byte of a BMP's pixel at zero, without a meaning.
      boolean meaningless = header.kind() == PhotoHeader.Kind.BMP && most.get() == 0;
      if (least.get() < 255 && !meaningless) {
        return alpha;
      }
    } catch (RuntimeException e) {
      alpha.close();
      throw e;
    }
    alpha.close();
    return null;
  }
}
