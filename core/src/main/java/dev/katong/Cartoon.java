package dev.katong;

import dev.katong.photo.PictureEncoder;
import dev.katong.photo.PictureFormat;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Path;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A finished cartoon in native memory, with the report of its making. Closed by who asked for it.
 */
public final class Cartoon implements AutoCloseable {
  private final Mat mat;
  private final StageTimes times;
  private final Report report;

  /** Takes the Mat over. */
  Cartoon(Mat mat, StageTimes times, Report report) {
    this.mat = mat;
    this.times = times;
    this.report = report;
  }

  /** In pixels. */
  public int width() {
    return mat.cols();
  }

  /** In pixels. */
  public int height() {
    return mat.rows();
  }

  /** The pixels, 8-bit BGR; owned by this cartoon, not to be closed. */
  public Mat mat() {
    return mat;
  }

  /** How it was made; the times include the encoding done so far. */
  public Report report() {
    return new Report(
        report.style(),
        report.width(),
        report.height(),
        report.faces(),
        times.millis(),
        report.device(),
        report.precision(),
        report.warnings(),
        report.plan(),
        report.memory());
  }

  /**
   * The bytes of a file.
   *
   * @param quality 1..100, for JPEG and WebP
   * @throws KatongException.BadOutput if the format cannot hold a picture of this size
   */
  public byte[] encode(PictureFormat format, int quality) {
    return times.time(Stage.ENCODE, () -> PictureEncoder.encode(mat, format, quality));
  }

  /**
   * Writes a file whose format its name tells ({@code .png}, {@code .jpg}, {@code .webp}), whole or
   * not at all; missing folders are made.
   *
   * @throws KatongException.BadOutput if the name tells no format, or the file cannot be written
   */
  public void write(Path file) {
    PictureFormat format =
        PictureFormat.ofFile(file)
            .orElseThrow(
                () ->
                    new KatongException.BadOutput(
                        "the name " + file + " tells no format; end it with .png, .jpg or .webp"));
    write(file, format, PictureEncoder.DEFAULT_QUALITY);
  }

  /**
   * Writes a file, whole or not at all; missing folders are made.
   *
   * @param quality 1..100, for JPEG and WebP
   * @throws KatongException.BadOutput if the file cannot be written, or cannot hold the picture
   */
  public void write(Path file, PictureFormat format, int quality) {
    times.run(Stage.ENCODE, () -> PictureEncoder.write(mat, file, format, quality));
  }

  /** A copy for Java's own imaging, of type {@code TYPE_3BYTE_BGR}. */
  public BufferedImage toBufferedImage() {
    BufferedImage image = new BufferedImage(width(), height(), BufferedImage.TYPE_3BYTE_BGR);
    mat.data().get(((DataBufferByte) image.getRaster().getDataBuffer()).getData());
    return image;
  }

  @Override
  public void close() {
    mat.close();
  }
}
