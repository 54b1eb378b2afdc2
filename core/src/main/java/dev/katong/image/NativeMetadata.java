package dev.katong.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMAGE_METADATA_EXIF;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMAGE_METADATA_ICCP;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMAGE_METADATA_XMP;

import dev.katong.image.format.PngText;
import dev.katong.memory.NativeMemory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * The metadata of a picture's file, as OpenCV's encoders take it; sRGB is said of colours. XMP in a
 * PNG is for {@link PngText}.
 */
public final class NativeMetadata implements AutoCloseable {
  private static final byte[] SRGB = srgb();

  /** Begins a JPEG's segment of XMP (ISO 16684-3); OpenCV leaves it out. */
  private static final byte[] JPEG_XMP = "http://ns.adobe.com/xap/1.0/\0".getBytes(US_ASCII);

  private final List<Mat> mats = new ArrayList<>();
  private final IntPointer types;
  private final MatVector blocks;

  NativeMetadata(PictureMetadata metadata, Mat picture, PictureFormat format) {
    List<Integer> kinds = new ArrayList<>();
    if (metadata.exif() != null) {
      kinds.add(IMAGE_METADATA_EXIF);
      mats.add(mat(metadata.exif()));
    }
    if (metadata.xmp() != null && format != PictureFormat.PNG) {
      byte[] packet = metadata.xmp().getBytes(UTF_8);
      kinds.add(IMAGE_METADATA_XMP);
      mats.add(mat(format == PictureFormat.JPEG ? joined(JPEG_XMP, packet) : packet));
    }
    // A profile of three colours is none of grey ones.
    if (picture.channels() > 1) {
      kinds.add(IMAGE_METADATA_ICCP);
      mats.add(mat(SRGB));
    }
    types = new IntPointer(kinds.stream().mapToInt(Integer::intValue).toArray());
    blocks = new MatVector(mats.toArray(Mat[]::new));
  }

  private static byte[] srgb() {
    try (InputStream in = NativeMetadata.class.getResourceAsStream("srgb.icc")) {
      return Objects.requireNonNull(in, "srgb.icc").readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static Mat mat(byte[] block) {
    Mat mat = new Mat(1, block.length, CV_8UC1);
    mat.data().put(block);
    return mat;
  }

  /** OpenCV's names of the kinds of blocks. */
  public IntPointer types() {
    return types;
  }

  public MatVector blocks() {
    return blocks;
  }

  @Override
  public void close() {
    NativeMemory.release(types, blocks);
    NativeMemory.release(mats);
  }
}
