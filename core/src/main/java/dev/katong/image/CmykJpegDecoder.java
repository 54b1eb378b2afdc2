package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.image.format.JpegHeader;
import dev.katong.image.io.NativeStream;
import java.awt.Rectangle;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * CMYK JPEGs, as printing shops make them. OpenCV gives no inks, only a guess of their colours;
 * Java's decoder does. It would hold the whole picture in the Java heap, so it is asked for some
 * rows at a time, and starts again for each.
 */
public final class CmykJpegDecoder {
  private static final int BAND_PIXELS = 1 << 22;
  private static final int CMYK = 4;

  /** A band's inks and colours, and those of the one before until the heap is cleared. */
  private static final int HEAP_BYTES_PER_PIXEL = 2 * (CMYK + 3);

  private final JpegHeader.Cmyk stored;
  private final @Nullable ColourProfile profile;

  private CmykJpegDecoder(JpegHeader.Cmyk stored, @Nullable ColourProfile profile) {
    this.stored = stored;
    this.profile = profile;
  }

  /** The bytes of the Java heap for decoding a number of pixels. */
  static long heapBytes(long pixels) {
    return HEAP_BYTES_PER_PIXEL * Math.min(pixels, BAND_PIXELS);
  }

  /**
   * Decodes.
   *
   * @param file a JPEG of four components
   * @param profile of the CMYK colours; null for a rule of thumb
   * @return 8-bit BGR, as stored; closed by the caller
   * @throws IOException if it is damaged
   */
  static Mat decode(ByteBuffer file, JpegHeader header, @Nullable ColourProfile profile)
      throws IOException {
    CmykJpegDecoder inks = new CmykJpegDecoder(header.cmyk(), profile);
    int width = header.width();
    int rows = Math.max(1, BAND_PIXELS / width);
    Mat bgr = new Mat(header.height(), width, CV_8UC3);
    ImageReader reader = javaReader();
    try (NativeStream stream = new NativeStream(file)) {
      reader.setInput(stream, false, true);
      for (int y = 0; y < bgr.rows(); y += rows) {
        int end = Math.min(y + rows, bgr.rows());
        ImageReadParam part = reader.getDefaultReadParam();
        part.setSourceRegion(new Rectangle(0, y, width, end - y));
        try (Mat place = bgr.rowRange(y, end)) {
          place.data().put(inks.bgr(reader.readRaster(0, part)));
        }
      }
      return bgr;
    } catch (IOException | RuntimeException e) {
      bgr.close();
      throw e;
    } finally {
      reader.dispose();
    }
  }

  /** Java's own decoder, whatever others there are. */
  public static ImageReader javaReader() {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    ImageReader reader = readers.next();
    while (!String.valueOf(reader.getClass().getModule().getName()).equals("java.desktop")) {
      reader = readers.next();
    }
    return reader;
  }

  private byte[] bgr(Raster raster) throws IOException {
    if (raster.getNumBands() != CMYK) {
      throw new IOException("not four inks but " + raster.getNumBands());
    }
    byte[] inks = ((DataBufferByte) raster.getDataBuffer()).getData();
    if (inks.length != CMYK * raster.getWidth() * raster.getHeight()) {
      throw new IOException("not as many inks as there are pixels");
    }
    if (stored.luminance()) {
      toInks(inks);
    }
    if (stored.inverted()) {
      for (int i = 0; i < inks.length; i++) {
        inks[i] = (byte) ~inks[i];
      }
    }
    byte[] bgr = new byte[inks.length / CMYK * 3];
    toBgr(inks, profile, bgr);
    return bgr;
  }

  /**
   * Brings inks to light.
   *
   * @param inks pixel by pixel, cyan before magenta before yellow before black; 255 is full ink
   * @param profile of the CMYK colours; null for a rule of thumb
   * @param bgr where the colours go
   */
  static void toBgr(byte[] inks, @Nullable ColourProfile profile, byte[] bgr) {
    if (profile != null) {
      profile.convert(inks, inks.length / CMYK, bgr);
    } else {
      byRule(inks, bgr);
    }
  }

  /** Luminance and chrominance of what the three inks leave of the light (ITU-T T.871, 7). */
  private static void toInks(byte[] pixels) {
    for (int i = 0; i < pixels.length; i += CMYK) {
      int luminance = pixels[i] & 0xff;
      int blue = (pixels[i + 1] & 0xff) - 128;
      int red = (pixels[i + 2] & 0xff) - 128;
      pixels[i] = inverse(luminance + 1.402 * red);
      pixels[i + 1] = inverse(luminance - 0.344136 * blue - 0.714136 * red);
      pixels[i + 2] = inverse(luminance + 1.772 * blue);
    }
  }

  private static byte inverse(double light) {
    return (byte) (255 - Math.max(0, Math.min(255, Math.round(light))));
  }

  /** Each ink takes its colour from the light, and black takes from all. */
  private static void byRule(byte[] inks, byte[] bgr) {
    for (int i = 0, to = 0; i < inks.length; i += CMYK, to += 3) {
      int black = 255 - (inks[i + 3] & 0xff);
      for (int c = 0; c < 3; c++) {
        bgr[to + 2 - c] = (byte) (((255 - (inks[i + c] & 0xff)) * black + 127) / 255);
      }
    }
  }
}
