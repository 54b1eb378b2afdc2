package dev.katong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers were measured as the rise of the resident memory at 48 megapixels. */
class DecodeMemoryTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final long PIXELS = WIDTH * HEIGHT;

  @Test
  void peak_ofBaselineJpeg_isThePixels() {
    assertThat(beyondTheFile(jpeg())).isEqualTo(3 * PIXELS);
  }

  @Test
  void peak_ofProgressiveJpeg_holdsCoefficientsOfEverySample() {
    assertThat(beyondTheFile(jpeg(IMWRITE_JPEG_PROGRESSIVE, 1))).isEqualTo((3 + 3) * PIXELS);
    assertThat(
            beyondTheFile(
                jpeg(
                    IMWRITE_JPEG_PROGRESSIVE,
                    1,
                    IMWRITE_JPEG_SAMPLING_FACTOR,
                    IMWRITE_JPEG_SAMPLING_FACTOR_444)))
        .isEqualTo((6 + 3) * PIXELS);
  }

  @Test
  void peak_ofTurnedJpeg_holdsTwoPictures() {
    assertThat(beyondTheFile(ExifJpeg.turned(jpeg(), 3))).isEqualTo(3 * PIXELS);
    assertThat(beyondTheFile(ExifJpeg.turned(jpeg(), 8))).isEqualTo(6 * PIXELS);
  }

  @Test
  void peak_ofInks_holdsThemInTheHeapToo() {
    byte[] inks = PhotoFiles.jpeg(WIDTH, HEIGHT, 4, new byte[(int) (4 * PIXELS)]);
    assertThat(beyondTheFile(inks)).isEqualTo((3 + 14) * PIXELS);
    assertThat(CmykJpegDecoder.heapBytes(100_000_000)).isEqualTo(14L << 22);
  }

  @Test
  void peak_ofReducedJpeg_isOfTheReducedPixels() {
    byte[] file = jpeg();
    try (PhotoSource source = PhotoSource.of(file, "reduced")) {
      assertThat(source.decodePeakBytes(15)).isEqualTo(file.length + 3 * PIXELS / 16);
      assertThat(source.decodePeakBytes(240)).isEqualTo(source.decodePeakBytes());
    }
  }

  @ParameterizedTest
  @CsvSource({
    BufferedImage.TYPE_3BYTE_BGR + ", 3",
    BufferedImage.TYPE_4BYTE_ABGR + ", 8",
    BufferedImage.TYPE_BYTE_GRAY + ", 4",
    BufferedImage.TYPE_USHORT_GRAY + ", 4",
    BufferedImage.TYPE_BYTE_INDEXED + ", 3",
  })
  void peak_ofPng_isThatOfItsStepsToBgr(int type, int bytesPerPixel) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(WIDTH, HEIGHT, type), "png", file);
    assertThat(beyondTheFile(file.toByteArray())).isEqualTo(bytesPerPixel * PIXELS);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 4", "1, 2, 4", "3, 1, 3", "3, 2, 9", "4, 1, 8", "4, 2, 12", "3, 4, 15"})
  void peak_ofSamples_isTheWorstStep(int channels, int sampleBytes, int bytesPerPixel) {
    assertThat(DecodeMemory.ofSamples(channels, sampleBytes).bytesPerPixel())
        .isEqualTo(bytesPerPixel);
  }

  private static long beyondTheFile(byte[] file) {
    try (PhotoSource source = PhotoSource.of(file, "photo")) {
      assertThat(source.encodedBytes()).isEqualTo(file.length);
      return source.decodePeakBytes() - file.length;
    }
  }

  private static byte[] jpeg(int... settings) {
    try (Photo photo = Photo.of(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR));
        IntPointer chosen = new IntPointer(settings);
        BytePointer encoded = new BytePointer()) {
      assertThat(imencode(".jpg", photo.mat(), encoded, chosen)).isTrue();
      byte[] file = new byte[(int) encoded.limit()];
      encoded.get(file);
      return file;
    }
  }
}
