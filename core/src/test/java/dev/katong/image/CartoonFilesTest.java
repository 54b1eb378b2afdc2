package dev.katong.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.katong.Cartoon;
import dev.katong.Katong;
import dev.katong.KatongException;
import dev.katong.KatongException.BadPhoto;
import dev.katong.KatongHome;
import dev.katong.Options;
import dev.katong.Options.Metadata;
import dev.katong.Progress;
import dev.katong.Resources;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.TinyNetworks;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The parts of a photo's file that the cartoon's keeps; the style draws negatives. */
class CartoonFilesTest {
  private static final Colour ORANGE = new Colour(255, 136, 0);
  private static final Options NEGATIVE = Options.builder().style("negative").build();

  @TempDir private Path folder;
  private Katong katong;

  @BeforeEach
  void open() throws IOException {
    katong = Katong.open(new KatongHome(folder));
    katong.styles().add(TinyNetworks.negativePack("negative"), false);
  }

  @AfterEach
  void close() {
    katong.close();
  }

  /** Of 64×48: opaque dark blue, then half opaque, then nothing. */
  private Path glass() throws IOException {
    BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < 48; y++) {
      for (int x = 0; x < 64; x++) {
        int alpha = x < 20 ? 255 : x < 40 ? 128 : 0;
        image.setRGB(x, y, alpha << 24 | 0x000040);
      }
    }
    return Files.write(folder.resolve("glass.png"), PhotoFiles.write("png", image));
  }

  @ParameterizedTest
  @EnumSource(
      value = PictureFormat.class,
      names = {"PNG", "WEBP"})
  void encode_ofATransparentPhoto_isTransparentToo(PictureFormat format) throws IOException {
    try (Cartoon cartoon = katong.cartoonize(glass(), NEGATIVE);
        Photo found = Photo.decode(cartoon.encode(format, 100), "cartoon")) {
      Mat alpha = found.transparency().orElseThrow().alpha();
      assertThat(alpha.ptr(5, 5).getUnsigned()).isEqualTo(255);
      assertThat(alpha.ptr(5, 30).getUnsigned()).isEqualTo(128);
      assertThat(alpha.ptr(5, 60).getUnsigned()).isEqualTo(0);
      // The negative of what was seen on white is shown on white again.
      assertPixel(found.mat(), 5, 255, 255, 191);
      // Half of the negative is white already; its own colour would have to be darker than black.
      assertThat(found.mat().ptr(5, 30).getUnsigned(0)).isEqualTo(127);
      assertPixel(found.mat(), 60, 255, 255, 255);
    }
  }

  @Test
  void encode_ofATransparentPhotoAsJpeg_showsTheBackground() throws IOException {
    Options orange = NEGATIVE.toBuilder().background(ORANGE).build();
    try (Cartoon cartoon = katong.cartoonize(glass(), orange);
        Photo found = Photo.decode(cartoon.encode(PictureFormat.JPEG, 100), "cartoon")) {
      assertThat(found.transparency()).isEmpty();
      assertPixel(found.mat(), 5, 255, 255, 191);
      assertPixel(found.mat(), 60, 255, 136, 0);
    }
  }

  @Test
  void cartoonize_atAnotherSize_fitsTheTransparencyAndClosesIt() throws IOException {
    Path glass = glass();
    Options larger = NEGATIVE.toBuilder().resolution(128).strength(0.5).build();
    katong.cartoonize(glass, larger).close();
    long open = Pointer.totalCount();
    try (Cartoon cartoon = katong.cartoonize(glass, larger)) {
      Mat alpha = cartoon.transparency().orElseThrow().alpha();
      assertThat(alpha.cols()).isEqualTo(128);
      assertThat(alpha.ptr(50, 10).getUnsigned()).isEqualTo(255);
      assertThat(alpha.ptr(50, 120).getUnsigned()).isEqualTo(0);
      BufferedImage image = cartoon.toBufferedImage();
      assertThat(image.getRGB(120, 50) >>> 24).isEqualTo(0);
      assertThat(image.getRGB(10, 50) >>> 24).isEqualTo(255);
      assertThat(image.getRGB(10, 50) & 255).isCloseTo(128, within(2));
      assertThat(image.getRGB(10, 50) >> 16 & 255).isCloseTo(128, within(2));
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(open);
  }

  @Test
  void cartoonize_ofAnImageOfJavas_keepsItsTransparency() {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(3, 3, 0xff102030);
    try (Photo photo = Photo.of(image);
        Cartoon cartoon = katong.cartoonize(photo, NEGATIVE, Progress.NONE)) {
      assertThat(cartoon.toBufferedImage().getRGB(3, 3)).isEqualTo(0xffefdfcf);
      assertThat(cartoon.toBufferedImage().getRGB(4, 4) >>> 24).isEqualTo(0);
      assertThat(photo.transparency().orElseThrow().alpha().cols()).isEqualTo(32);
    }
  }

  private Path fromACamera() throws IOException {
    byte[] jpeg = PhotoFiles.encode(".jpg", DrawnPortrait.draw(64, 48));
    return Files.write(
        folder.resolve("camera.jpg"),
        ExifJpeg.withExif(jpeg, CameraExif.tiff(ByteOrder.LITTLE_ENDIAN)));
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void encode_asUsual_recordsStyleAndSettingsOnly(PictureFormat format) throws IOException {
    try (Cartoon cartoon =
        katong.cartoonize(fromACamera(), NEGATIVE.toBuilder().strength(0.75).tone(0.5).build())) {
      byte[] file = cartoon.encode(format, 90);
      assertThat(cartoon.width()).isEqualTo(48);
      assertThat(new String(file, UTF_8))
          .contains("xmp:CreatorTool=\"Katong " + Katong.VERSION + "\"")
          .contains("katong:style=\"negative\"")
          .contains("katong:strength=\"0.75\"")
          .contains("katong:tone=\"0.5\"")
          .contains("katong:resolution=\"48×64\"")
          .doesNotContain(CameraExif.MODEL);
    }
  }

  @ParameterizedTest
  @EnumSource(Metadata.class)
  void encode_withMetadata_holdsWhatWasAskedFor(Metadata metadata) throws IOException {
    Options options = NEGATIVE.toBuilder().metadata(metadata).build();
    try (Cartoon cartoon = katong.cartoonize(fromACamera(), options)) {
      byte[] file = cartoon.encode(PictureFormat.JPEG, 90);
      String text = new String(file, ISO_8859_1);
      assertThat(text.contains("katong:style")).isEqualTo(metadata != Metadata.NONE);
      boolean exif = metadata == Metadata.EXIF || metadata == Metadata.ALL;
      assertThat(text.contains(CameraExif.MODEL)).isEqualTo(exif);
      assertThat(text).doesNotContain(CameraExif.SERIAL).doesNotContain(CameraExif.NOTE);
      try (PhotoSource found = PhotoSource.of(file, "cartoon")) {
        assertThat(found.width()).isEqualTo(cartoon.width());
        assertThat(found.hasExif()).isEqualTo(exif);
        // GPSInfo, 0x8825, as an entry of little-endian bytes.
        assertThat(text.contains("%\u0088\4\0\1\0\0\0")).isEqualTo(metadata == Metadata.ALL);
      }
    }
  }

  @Test
  void cartoonize_ofDamagedExif_saysThatNothingIsKept() throws IOException {
    byte[] jpeg = PhotoFiles.encode(".jpg", DrawnPortrait.draw(64, 48));
    Path file = Files.write(folder.resolve("x.jpg"), ExifJpeg.withExif(jpeg, new byte[20]));
    Options exif = NEGATIVE.toBuilder().metadata(Metadata.EXIF).build();
    try (Cartoon cartoon = katong.cartoonize(file, exif)) {
      assertThat(cartoon.report().warnings())
          .contains("the photo's EXIF is damaged; nothing of it is kept");
    }
  }

  @Test
  void cartoonize_ofAnAnimation_warns() throws IOException {
    byte[] webp =
        AnimatedFiles.webp(
            List.of(DrawnPortrait.draw(64, 48), DrawnPortrait.drawLandscape(64, 48)));
    Path file = Files.write(folder.resolve("moving.webp"), webp);
    try (Cartoon cartoon = katong.cartoonize(file, NEGATIVE)) {
      assertThat(cartoon.report().warnings())
          .contains("the photo is an animated WebP; its first frame is drawn");
    }
  }

  @Test
  void cartoonize_ofMorePixelsThanAllowed_isRefused() throws IOException {
    katong.close();
    katong =
        Katong.open(
            new KatongHome(folder),
            Resources.DEFAULTS.photos(PhotoLimits.DEFAULTS.pixels(64 * 48 - 1)));
    Path file = fromACamera();
    assertThatThrownBy(() -> katong.cartoonize(file, NEGATIVE))
        .isInstanceOf(BadPhoto.class)
        .extracting(failure -> ((KatongException) failure).remedy().orElseThrow())
        .isEqualTo(KatongException.Remedy.ALLOW_MORE_PIXELS);
  }

  @Test
  void plan_ofAPhotoThatMayBeTransparent_hasRoomForItsTransparency() throws IOException {
    Path opaque =
        Files.write(
            folder.resolve("opaque.png"),
            PhotoFiles.encode(".png", new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR)));
    assertThat(katong.plan(glass(), NEGATIVE).peak())
        .isGreaterThan(katong.plan(opaque, NEGATIVE).peak());
  }

  private static void assertPixel(Mat bgr, int x, int red, int green, int blue) {
    assertThat(bgr.ptr(5, x).getUnsigned(2)).isCloseTo(red, within(3));
    assertThat(bgr.ptr(5, x).getUnsigned(1)).isCloseTo(green, within(3));
    assertThat(bgr.ptr(5, x).getUnsigned(0)).isCloseTo(blue, within(3));
  }
}
