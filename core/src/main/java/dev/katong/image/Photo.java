package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.KatongException.BadPhoto;
import dev.katong.memory.NativeMemory;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * A decoded photo, upright, 8-bit BGR, in native memory: the beginning of every cartoon. It owns
 * its pixels until it is closed.
 *
 * <p>Colours are those of sRGB, the orientation in EXIF is applied, and transparent parts are shown
 * on a colour, white as a rule; {@link #transparency()} tells where they were. A {@link
 * PhotoSource} tells what decoding will take, and can decode at a reduced size.
 */
public final class Photo implements AutoCloseable {
  static {
    NativeMemory.prepare();
  }

  private final Mat mat;
  private final @Nullable Transparency transparency;
  private final int fullWidth;
  private final int fullHeight;

  /** Takes the Mat and the transparency over. */
  Photo(Mat mat, @Nullable Transparency transparency, int fullWidth, int fullHeight) {
    this.mat = mat;
    this.transparency = transparency;
    this.fullWidth = fullWidth;
    this.fullHeight = fullHeight;
  }

  /**
   * Decodes a file.
   *
   * @throws BadPhoto if the file is missing, unreadable, no photo, damaged, or over {@link
   *     PhotoLimits#DEFAULTS}
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
   * @throws BadPhoto if the bytes are no photo, damaged, or over {@link PhotoLimits#DEFAULTS}
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
    return new Photo(mat, transparencyOf(image), mat.cols(), mat.rows());
  }

  private static @Nullable Transparency transparencyOf(BufferedImage image) {
    if (image.getTransparency() == java.awt.Transparency.OPAQUE) {
      return null;
    }
    Mat alpha = new Mat(image.getHeight(), image.getWidth(), CV_8UC1);
    int[] argb = new int[image.getWidth()];
    byte[] row = new byte[argb.length];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, argb.length, 1, argb, 0, argb.length);
      for (int x = 0; x < argb.length; x++) {
        row[x] = (byte) (argb[x] >>> 24);
      }
      alpha.ptr(y).put(row);
    }
    return new Transparency(alpha, Colour.WHITE);
  }

  /** Takes over an 8-bit BGR Mat, to be closed with the photo. */
  public static Photo owning(Mat bgr) {
    if (bgr.empty() || bgr.type() != CV_8UC3) {
      throw new IllegalArgumentException("a photo is a filled 8-bit Mat of 3 channels, not " + bgr);
    }
    return new Photo(bgr, null, bgr.cols(), bgr.rows());
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

  /** The size of the whole photo. */
  public PictureSize fullSize() {
    return new PictureSize(fullWidth, fullHeight);
  }

  /** The pixels, 8-bit BGR; owned by this photo, not to be closed or changed. */
  public Mat mat() {
    return mat;
  }

  /** The opacity, in the photo's own size; empty if all is opaque. Not to be closed. */
  public Optional<Transparency> transparency() {
    return Optional.ofNullable(transparency);
  }

  @Override
  public void close() {
    NativeMemory.release(mat, transparency);
  }
}
