package dev.katong.image;

import static dev.katong.fixture.PictureAssert.psnr;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.katong.KatongException.BadPhoto;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhotoSourceTest {
  private static final byte[] PORTRAIT = jpeg(DrawnPortrait.draw(800, 600));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void size_ofEveryOrientation_isUprightBeforeDecoding(int orientation) {
    try (PhotoSource source = PhotoSource.of(ExifJpeg.turned(PORTRAIT, orientation), "turned");
        Photo photo = source.decode()) {
      assertThat(source.width()).isEqualTo(orientation < 5 ? 800 : 600);
      assertThat(source.height()).isEqualTo(orientation < 5 ? 600 : 800);
      PictureAssert.assertThat(photo.mat()).hasSize(source.width(), source.height());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void decode_ofEveryOrientation_isWhatOpenCvMakesOfIt(int orientation) {
    byte[] file = ExifJpeg.turned(PORTRAIT, orientation);
    try (Photo photo = Photo.decode(file, "turned");
        BytePointer bytes = new BytePointer(file);
        Mat encoded = new Mat(1, file.length, CV_8UC1, bytes);
        Mat expected = imdecode(encoded, IMREAD_COLOR)) {
      PictureAssert.assertThat(photo.mat()).differsAtMostBy(expected, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void decodeAtLeast_ofEveryOrientation_isTheShrunkPhoto(int orientation) {
    try (PhotoSource source = PhotoSource.of(ExifJpeg.turned(PORTRAIT, orientation), "turned");
        Photo whole = source.decode();
        Photo reduced = source.decodeAtLeast(36);
        Mat shrunk = new Mat()) {
      assertThat(Math.min(reduced.width(), reduced.height())).isEqualTo(150);
      assertThat(reduced.fullWidth()).isEqualTo(whole.width());
      assertThat(reduced.fullHeight()).isEqualTo(whole.height());
      resize(whole.mat(), shrunk, reduced.mat().size(), 0, 0, INTER_AREA);
      PictureAssert.assertThat(reduced.mat()).isCloseTo(shrunk, psnr(45));
    }
  }

  @Test
  void decodeAtLeast_shrunkAtLast_isAsGoodAsAllPixels() {
    try (PhotoSource source = PhotoSource.of(PORTRAIT, "portrait");
        Photo whole = source.decode();
        Photo reduced = source.decodeAtLeast(67)) {
      assertThat(reduced.width()).isEqualTo(400);
      try (Mat expected = shrunk(whole, 89, 67);
          Mat found = shrunk(reduced, 89, 67)) {
        PictureAssert.assertThat(found).isCloseTo(expected, psnr(45));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"75, 400", "76, 800", "37, 200", "38, 400", "18, 100", "1, 100", "9999, 800"})
  void decodeAtLeast_ofAShortSide_keepsFourTimesThat(int shortSide, int width) {
    try (PhotoSource source = PhotoSource.of(PORTRAIT, "portrait");
        Photo photo = source.decodeAtLeast(shortSide)) {
      assertThat(photo.width()).isEqualTo(width);
      assertThat(photo.fullWidth()).isEqualTo(800);
    }
  }

  @Property(tries = 200)
  void decodeAtLeast_ofAnySize_isAsForetold(
      @ForAll @IntRange(min = 1, max = 150) int width,
      @ForAll @IntRange(min = 1, max = 150) int height,
      @ForAll @IntRange(min = 1, max = 8) int orientation,
      @ForAll @IntRange(min = 1, max = 20) int shortSide) {
    byte[] file = jpeg(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR));
    try (PhotoSource source = PhotoSource.of(ExifJpeg.turned(file, orientation), "any");
        Photo photo = source.decodeAtLeast(shortSide)) {
      assertThat(Math.min(photo.width(), photo.height()))
          .isGreaterThanOrEqualTo(Math.min(4 * shortSide, Math.min(width, height)));
      assertThat(photo.fullWidth()).isEqualTo(source.width());
      assertThat(photo.fullHeight()).isEqualTo(source.height());
      assertThat(List.of(1, 2, 4, 8))
          .anySatisfy(
              reduction -> {
                assertThat(photo.width()).isEqualTo((source.width() + reduction - 1) / reduction);
                assertThat(photo.height()).isEqualTo((source.height() + reduction - 1) / reduction);
              });
      int pictures = orientation < 5 ? 1 : 2;
      assertThat(source.decodePeakBytes(shortSide) - source.encodedBytes())
          .isEqualTo(3L * pictures * photo.width() * photo.height());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "30000, 10"})
  void decode_ofUnusualSizes_isThePhoto(int width, int height) {
    byte[] file = jpeg(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR));
    try (PhotoSource source = PhotoSource.of(file, "odd");
        Photo photo = source.decode();
        Photo reduced = source.decodeAtLeast(1)) {
      PictureAssert.assertThat(photo.mat()).hasSize(width, height);
      PictureAssert.assertThat(reduced.mat())
          .hasSize(height == 10 ? width / 2 : width, height == 10 ? 5 : height);
    }
  }

  @Test
  void decodeAtLeast_ofOtherKinds_decodesAllPixels() throws IOException {
    try (PhotoSource source = PhotoSource.of(png(DrawnPortrait.draw(80, 60)), "portrait.png");
        Photo photo = source.decodeAtLeast(1)) {
      PictureAssert.assertThat(photo.mat()).hasSize(80, 60);
      assertThat(photo.fullWidth()).isEqualTo(80);
    }
  }

  @Test
  void decodeAtLeast_ofNothing_isRefused() {
    try (PhotoSource source = PhotoSource.of(PORTRAIT, "portrait")) {
      assertThatThrownBy(() -> source.decodeAtLeast(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not 0");
    }
  }

  @Test
  void size_ofLittleEndianExifBehindOtherMetadata_isUpright() {
    byte[] file = ExifJpeg.withExif(PORTRAIT, ExifJpeg.tiff(6, ByteOrder.LITTLE_ENDIAN));
    byte[] behind =
        ExifJpeg.withSegment(file, "http://ns.adobe.com/xap/1.0/\0", "<x/>".getBytes(UTF_8));
    try (PhotoSource source = PhotoSource.of(behind, "turned")) {
      assertThat(source.width()).isEqualTo(600);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 255, 65535})
  void size_ofUnknownOrientation_isAsStored(int orientation) {
    try (PhotoSource source = PhotoSource.of(ExifJpeg.turned(PORTRAIT, orientation), "odd")) {
      assertThat(source.width()).isEqualTo(800);
    }
  }

  @Property(tries = 300)
  void size_ofAnyExif_isNoError(@ForAll @Size(max = 60) byte[] tiff) {
    try (PhotoSource source = PhotoSource.of(ExifJpeg.withExif(PORTRAIT, tiff), "any")) {
      assertThat(source.width() * source.height()).isEqualTo(800 * 600);
    }
  }

  @Test
  void size_ofDamagedExif_isAsStored() {
    byte[] tiff = ExifJpeg.tiff(6, ByteOrder.BIG_ENDIAN);
    for (int length = 0; length < 34; length++) {
      byte[] file = ExifJpeg.withExif(PORTRAIT, Arrays.copyOf(tiff, length));
      try (PhotoSource source = PhotoSource.of(file, "damaged")) {
        assertThat(source.width()).as("%d bytes", length).isEqualTo(length < 32 ? 800 : 600);
      }
    }
  }

  @Test
  void read_ofAFile_isTheSameAsItsBytes() throws IOException {
    Path file = Files.write(folder.resolve("portrait.jpg"), PORTRAIT);
    try (PhotoSource source = PhotoSource.read(file);
        Photo photo = source.decode();
        Photo expected = Photo.decode(PORTRAIT, "portrait")) {
      assertThat(source.name()).isEqualTo(file.toString());
      assertThat(source.encodedBytes()).isEqualTo(PORTRAIT.length);
      PictureAssert.assertThat(photo.mat()).differsAtMostBy(expected.mat(), 0);
    }
  }

  @Test
  void read_ofAFile_holdsNothingOfItUntilItIsDecoded() throws IOException {
    Path file = folder.resolve("portrait.jpg");
    Files.write(file, PORTRAIT);
    try (PhotoSource source = PhotoSource.read(file)) {
      source.close();
      try (Photo photo = source.decode()) {
        assertThat(photo.width()).isEqualTo(800);
      }
      source.close();
      Files.write(file, PhotoFiles.encode(".jpg", DrawnPortrait.draw(100, 80)));
      assertThatThrownBy(source::decode)
          .isInstanceOf(BadPhoto.class)
          .hasMessageEndingWith("was changed while it waited; try again");
      Files.delete(file);
      assertThatThrownBy(source::decode)
          .isInstanceOf(BadPhoto.class)
          .hasMessageEndingWith("does not exist any more");
    }
  }

  @Test
  void read_ofAnEmptyFile_saysSo() throws IOException {
    Path file = Files.createFile(folder.resolve("nothing.jpg"));
    assertThatThrownBy(() -> PhotoSource.read(file))
        .isInstanceOf(BadPhoto.class)
        .hasMessage(file + " is empty; there is no photo in it");
  }

  @Test
  void read_ofMoreBytesThanAllowed_isRefusedBeforeTheyAreRead() throws IOException {
    Path file = folder.resolve("huge.jpg");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(3L << 30);
    }
    assertThatThrownBy(() -> PhotoSource.read(file))
        .isInstanceOf(BadPhoto.class)
        .hasMessage(file + " has 3 GB; the limit is 64 MB");
  }

  @Test
  void of_moreThanTheLimits_isRefused() {
    PhotoLimits limits = PhotoLimits.DEFAULTS;
    int pixels = 800 * 600;
    PhotoSource.of(PORTRAIT, "portrait", limits.pixels(pixels).bytes(PORTRAIT.length)).close();
    assertThatThrownBy(() -> PhotoSource.of(PORTRAIT, "portrait", limits.pixels(pixels - 1)))
        .isInstanceOf(BadPhoto.class)
        .hasMessageStartingWith("portrait has 800×600 pixels, 0.5 megapixels");
    assertThatThrownBy(
            () -> PhotoSource.of(PORTRAIT, "portrait", limits.bytes(PORTRAIT.length - 1)))
        .isInstanceOf(BadPhoto.class)
        .hasMessageStartingWith("portrait has ");
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void read_ofACutOffFile_isAnErrorThatLeavesNothingOpen(PictureFormat format) throws IOException {
    Path file = folder.resolve("cut");
    try (Photo portrait = Photo.of(DrawnPortrait.draw(160, 120))) {
      byte[] whole = PictureEncoder.encode(portrait.mat(), format, 90);
      long open = Pointer.totalCount();
      for (int length = 1; length < whole.length - 1000; length += 499) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> Photo.decode(file))
            .as("%d of %d bytes", length, whole.length)
            .isInstanceOf(BadPhoto.class)
            .hasMessageStartingWith(file + " is ");
      }
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(open);
    }
  }

  @Test
  void decode_ofGoodFiles_leavesThePhotoOnly() throws IOException {
    byte[] deep = png(new BufferedImage(9, 7, BufferedImage.TYPE_USHORT_GRAY));
    byte[] glass = png(new BufferedImage(9, 7, BufferedImage.TYPE_INT_ARGB));
    byte[] turned = ExifJpeg.turned(PORTRAIT, 6);
    long open = Pointer.totalCount();
    for (byte[] file : new byte[][] {PORTRAIT, deep, glass, turned}) {
      Photo.decode(file, "good").close();
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(open);
  }

  @Test
  void decode_afterClose_saysSo() {
    PhotoSource source = PhotoSource.of(PORTRAIT, "portrait");
    source.close();
    source.close();
    assertThatThrownBy(source::decode)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("portrait is closed");
  }

  private static Mat shrunk(Photo photo, int width, int height) {
    Mat small = new Mat(height, width, CV_8UC3);
    resize(photo.mat(), small, small.size(), 0, 0, INTER_AREA);
    return small;
  }

  private static byte[] jpeg(BufferedImage image) {
    try (Photo photo = Photo.of(image)) {
      return PictureEncoder.encode(photo.mat(), PictureFormat.JPEG, 95);
    }
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }
}
