package dev.katong;

import dev.katong.image.Colour;
import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import dev.katong.image.PictureMetadata;
import dev.katong.image.Transparency;
import dev.katong.memory.NativeMemory;
import dev.katong.runtime.StageTimer;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * A finished cartoon in native memory, with the report of its making. The caller closes it.
 *
 * <p>Parts that are transparent in the photo are transparent in its PNG and WebP files too; its
 * JPEG files show the colour of {@link Options#background()} there. All files are tagged as sRGB
 * and hold what {@link Options#metadata()} asks for.
 */
public final class Cartoon implements AutoCloseable {
  private final Mat mat;
  private final @Nullable Transparency transparency;
  private final Colour background;
  private final PictureMetadata metadata;
  private final StageTimer times;
  private final Report report;
  private final AutoCloseable permit;

  /** Takes ownership of the Mat, the transparency and the permit. */
  public Cartoon(
      Mat mat,
      @Nullable Transparency transparency,
      Colour background,
      PictureMetadata metadata,
      StageTimer times,
      Report report,
      AutoCloseable permit) {
    this.mat = mat;
    this.transparency = transparency;
    this.background = background;
    this.metadata = metadata;
    this.times = times;
    this.report = report;
    this.permit = permit;
  }

  /** The width in pixels. */
  public int width() {
    return mat.cols();
  }

  /** The height in pixels. */
  public int height() {
    return mat.rows();
  }

  /**
   * The pixels, 8-bit BGR, with transparent parts as the networks drew them on the background;
   * owned by this cartoon, not to be closed.
   */
  public Mat mat() {
    return mat;
  }

  /** The cartoon's transparency; empty if it is opaque. The caller does not close it. */
  public Optional<Transparency> transparency() {
    return Optional.ofNullable(transparency);
  }

  /** The report on how it was made; the times include the encoding done so far. */
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
    return encode(format, quality, false);
  }

  /**
   * The bytes of a file.
   *
   * @param quality 1..100, for JPEG and WebP
   * @param opaque true if transparent parts show the background in every format
   * @throws KatongException.BadOutput if the format cannot hold a picture of this size
   */
  public byte[] encode(PictureFormat format, int quality, boolean opaque) {
    return times.time(
        Stage.ENCODE,
        () ->
            finished(
                opaque ? PictureFormat.JPEG : format,
                picture -> PictureEncoder.encode(picture, format, quality, metadata)));
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
    times.run(
        Stage.ENCODE,
        () ->
            finished(
                format,
                picture -> {
                  PictureEncoder.write(picture, file, format, quality, metadata);
                  return file;
                }));
  }

  /** Has something done with the picture as a format can hold it; JPEG knows no transparency. */
  private <T> T finished(PictureFormat format, Function<Mat, T> work) {
    if (transparency == null) {
      return work.apply(mat);
    }
    try (Mat picture =
        format == PictureFormat.JPEG
            ? transparency.showOn(mat, background)
            : transparency.cutOut(mat)) {
      return work.apply(picture);
    }
  }

  /**
   * A copy for Java's own imaging: of type {@code TYPE_3BYTE_BGR}, or {@code TYPE_INT_ARGB} if
   * parts of it are transparent.
   */
  public BufferedImage toBufferedImage() {
    if (transparency == null) {
      BufferedImage image = new BufferedImage(width(), height(), BufferedImage.TYPE_3BYTE_BGR);
      mat.data().get(((DataBufferByte) image.getRaster().getDataBuffer()).getData());
      return image;
    }
    BufferedImage image = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_ARGB);
    try (Mat bgra = transparency.cutOut(mat)) {
      // Blue first in memory is blue last in an integer of little-endian bytes.
      bgra.<ByteBuffer>createBuffer()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asIntBuffer()
          .get(((DataBufferInt) image.getRaster().getDataBuffer()).getData());
    }
    return image;
  }

  @Override
  public void close() {
    NativeMemory.release(mat, transparency, permit);
  }
}
