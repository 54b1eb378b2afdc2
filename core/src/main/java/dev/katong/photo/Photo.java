package dev.katong.photo;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.KatongException.BadPhoto;
import dev.katong.NativeMemory;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Path;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A decoded photo, upright, 8-bit BGR, in native memory: the beginning of every cartoon. It owns
 * its pixels until it is closed.
 *
 * <p>Transparent parts are shown on white. The orientation in EXIF is applied. A {@link
 * PhotoSource} tells what decoding will take, and can decode at a reduced size.
 */
public final class Photo implements AutoCloseable {
  /** Photos with more pixels are refused before they are decoded. */
  public static final long MAX_PIXELS = 100_000_000;

  static {
    NativeMemory.prepare();
  }

  private final Mat mat;
  private final int fullWidth;
  private final int fullHeight;

  /** Takes the Mat over. */
  Photo(Mat mat, int fullWidth, int fullHeight) {
    this.mat = mat;
    this.fullWidth = fullWidth;
    this.fullHeight = fullHeight;
  }

  /**
   * Decodes a file.
   *
   * @throws BadPhoto if the file is missing, unreadable, no photo, damaged, or over {@link
   *     #MAX_PIXELS}
   */
  public static Photo decode(Path file) {
    try (PhotoSource source = PhotoSource.read(file)) {
      return source.decode();
    }
  }

  /**
   * Decodes a file's bytes.
   *
   * @param name what messages call the photo
   * @throws BadPhoto if the bytes are no photo, damaged, or over {@link #MAX_PIXELS}
   */
  public static Photo decode(byte[] file, String name) {
    try (PhotoSource source = PhotoSource.of(file, name)) {
      return source.decode();
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
    return owning(mat);
  }

  /** Takes over an 8-bit BGR Mat, to be closed with the photo. */
  public static Photo owning(Mat bgr) {
    if (bgr.empty() || bgr.type() != CV_8UC3) {
      throw new IllegalArgumentException("a photo is a filled 8-bit Mat of 3 channels, not " + bgr);
    }
    return new Photo(bgr, bgr.cols(), bgr.rows());
  }

  /** Pixels from left to right, at least 1. */
  public int width() {
    return mat.cols();
  }

  /** Pixels from top to bottom, at least 1. */
  public int height() {
    return mat.rows();
  }

  /** The width of the whole photo: more than {@link #width()} if it was decoded at reduced size. */
  public int fullWidth() {
    return fullWidth;
  }

  /** The height of the whole photo: more than {@link #height()} if decoded at reduced size. */
  public int fullHeight() {
    return fullHeight;
  }

  /** The pixels, 8-bit BGR; owned by this photo, not to be closed or changed. */
  public Mat mat() {
    return mat;
  }

  @Override
  public void close() {
    mat.close();
  }
}
