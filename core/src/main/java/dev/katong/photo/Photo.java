package dev.katong.photo;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.katong.FileFailure;
import dev.katong.KatongException.BadPhoto;
import dev.katong.NativeMemory;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A decoded photo, upright, 8-bit BGR, in native memory: the beginning of every cartoon. It owns
 * its pixels until it is closed.
 *
 * <p>Transparent parts are shown on white. The orientation in EXIF is applied.
 */
public final class Photo implements AutoCloseable {
  /** Photos with more pixels are refused before they are decoded. */
  public static final long MAX_PIXELS = 100_000_000;

  static {
    NativeMemory.prepare();
  }

  private final Mat mat;

  private Photo(Mat mat) {
    this.mat = mat;
  }

  /**
   * Decodes a file.
   *
   * @throws BadPhoto if the file is missing, unreadable, no photo, damaged, or over {@link
   *     #MAX_PIXELS}
   */
  public static Photo decode(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new BadPhoto(file + " is a folder, not a photo");
      }
      return decode(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new BadPhoto(file + " does not exist", e);
    } catch (IOException e) {
      throw new BadPhoto(file + " cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /**
   * Decodes a file's bytes.
   *
   * @param name what messages call the photo
   * @throws BadPhoto if the bytes are no photo, damaged, or over {@link #MAX_PIXELS}
   */
  public static Photo decode(byte[] file, String name) {
    PhotoHeader header = PhotoHeader.read(file, name);
    if (header.pixels() > MAX_PIXELS) {
      throw new BadPhoto(
          String.format(
              Locale.ROOT,
              "%s has %d×%d pixels, %.0f megapixels; the limit is %.0f: make it smaller",
              name,
              header.width(),
              header.height(),
              header.pixels() / 1e6,
              MAX_PIXELS / 1e6));
    }
    boolean jpeg = header.kind().equals("JPEG");
    if (jpeg && !JpegEnd.isThere(file)) {
      throw new BadPhoto(name + " is damaged: the end of the JPEG is missing");
    }
    try (BytePointer bytes = new BytePointer(file);
        Mat encoded = new Mat(1, file.length, CV_8UC1, bytes);
        // Only IMREAD_COLOR applies EXIF's orientation, only IMREAD_UNCHANGED shows transparency.
        Mat decoded = imdecode(encoded, jpeg ? IMREAD_COLOR : IMREAD_UNCHANGED)) {
      if (decoded == null || decoded.empty()) {
        throw new BadPhoto(name + " is damaged: its " + header.kind() + " data cannot be decoded");
      }
      return new Photo(toBgr(decoded));
    } catch (RuntimeException e) {
      if (e instanceof BadPhoto) {
        throw e;
      }
      throw new BadPhoto(name + " is damaged: its " + header.kind() + " data cannot be decoded", e);
    }
  }

  /** Copies an image of Java's own imaging; transparent parts are shown on white. */
  public static Photo of(BufferedImage image) {
    BufferedImage bgr =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = bgr.createGraphics();
    g.drawImage(image, 0, 0, java.awt.Color.WHITE, null);
    g.dispose();
    Mat mat = new Mat(bgr.getHeight(), bgr.getWidth(), CV_8UC3);
    mat.data().put(((DataBufferByte) bgr.getRaster().getDataBuffer()).getData());
    return new Photo(mat);
  }

  /** Takes over an 8-bit BGR Mat, to be closed with the photo. */
  public static Photo owning(Mat bgr) {
    if (bgr.empty() || bgr.type() != CV_8UC3) {
      throw new IllegalArgumentException("a photo is a filled 8-bit Mat of 3 channels, not " + bgr);
    }
    return new Photo(bgr);
  }

  /** Pixels from left to right, at least 1. */
  public int width() {
    return mat.cols();
  }

  /** Pixels from top to bottom, at least 1. */
  public int height() {
    return mat.rows();
  }

  /** The pixels, 8-bit BGR; owned by this photo, not to be closed or changed. */
  public Mat mat() {
    return mat;
  }

  @Override
  public void close() {
    mat.close();
  }

  private static Mat toBgr(Mat decoded) {
    try (Mat bytes = toBytes(decoded)) {
      Mat bgr = new Mat();
      switch (bytes.channels()) {
        case 1 -> cvtColor(bytes, bgr, COLOR_GRAY2BGR);
        case 4 -> {
          showOnWhite(bytes);
          cvtColor(bytes, bgr, COLOR_BGRA2BGR);
        }
        default -> bgr.put(bytes);
      }
      return bgr;
    }
  }

  /** Scales 16-bit (0..65535) and float (0..1) samples to 0..255. */
  private static Mat toBytes(Mat decoded) {
    Mat bytes = new Mat();
    if (decoded.depth() == CV_8U) {
      bytes.put(decoded);
    } else {
      double scale = decoded.depth() == CV_16U ? 255.0 / 65535.0 : 255.0;
      decoded.convertTo(bytes, CV_8U, scale, 0);
    }
    return bytes;
  }

  private static void showOnWhite(Mat bgra) {
    try (UByteIndexer pixels = bgra.createIndexer()) {
      for (long y = 0; y < bgra.rows(); y++) {
        for (long x = 0; x < bgra.cols(); x++) {
          int alpha = pixels.get(y, x, 3);
          if (alpha < 255) {
            for (int c = 0; c < 3; c++) {
              int onWhite = (pixels.get(y, x, c) * alpha + 255 * (255 - alpha) + 127) / 255;
              pixels.put(y, x, c, onWhite);
            }
          }
        }
      }
    }
  }
}
