package dev.katong.image;

import static dev.katong.fixture.PictureAssert.psnr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;

import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Photos in other colour spaces, made of a picture whose colours of sRGB are known. */
class PhotoColoursTest {
  private static final int WIDTH = 160;
  private static final int HEIGHT = 120;
  private static final int[] BEST = {
    IMWRITE_JPEG_QUALITY, 100, IMWRITE_JPEG_SAMPLING_FACTOR, IMWRITE_JPEG_SAMPLING_FACTOR_444
  };

  /** A portrait with a row of the purest colours. */
  private static final BufferedImage ORIGINAL = original();

  private static BufferedImage original() {
    BufferedImage picture = DrawnPortrait.draw(WIDTH, HEIGHT);
    int[] pure = {0xff0000, 0x00ff00, 0x0000ff, 0x00ffff, 0xff00ff, 0xffff00, 0xffffff, 0x000000};
    for (int y = HEIGHT - 20; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        picture.setRGB(x, y, pure[x * pure.length / WIDTH]);
      }
    }
    return picture;
  }

  @Test
  void decode_ofDisplayP3Png_isTheSrgbOriginal() {
    byte[] png = PhotoFiles.encode(".png", inOther(ColourMath::toDisplayP3));
    assertColours(PhotoFiles.pngWithProfile(png, IccProfiles.displayP3()), "p3.png", 0.6);
    assertOff(png, 2);
  }

  @Test
  void decode_ofDisplayP3Jpeg_isTheSrgbOriginal() {
    byte[] jpeg = PhotoFiles.encode(".jpg", inOther(ColourMath::toDisplayP3), BEST);
    assertColours(PhotoFiles.withProfile(jpeg, IccProfiles.displayP3()), "p3.jpg", 1.2);
    assertOff(jpeg, 2);
  }

  @Test
  void decode_ofDisplayP3Webp_isTheSrgbOriginal() {
    byte[] webp = PhotoFiles.encode(".webp", inOther(ColourMath::toDisplayP3), 64, 101);
    byte[] file = PhotoFiles.webpWith(webp, WIDTH, HEIGHT, IccProfiles.displayP3(), new byte[0]);
    assertColours(file, "p3.webp", 0.6);
  }

  @Test
  void decode_ofAdobeRgbJpeg_isTheSrgbOriginal() {
    byte[] jpeg = PhotoFiles.encode(".jpg", inOther(ColourMath::toAdobeRgb), BEST);
    assertColours(PhotoFiles.withProfile(jpeg, IccProfiles.adobeRgb()), "adobe.jpg", 1.2);
    assertOff(jpeg, 3);
  }

  @Test
  void decode_ofAdobeRgbTiff_isTheSrgbOriginal() {
    byte[] samples = PhotoFiles.rgb(inOther(ColourMath::toAdobeRgb));
    byte[] file = PhotoFiles.tiff(WIDTH, HEIGHT, 2, 3, 1, samples, IccProfiles.adobeRgb());
    assertColours(file, "adobe.tif", 0.7);
  }

  @Test
  void decode_ofAdobeRgbOf16Bits_isTheSrgbOriginal() {
    try (Mat deep = new Mat(HEIGHT, WIDTH, CV_16UC3)) {
      short[] samples = new short[3 * WIDTH * HEIGHT];
      for (int i = 0; i < WIDTH * HEIGHT; i++) {
        double[] adobe = ColourMath.toAdobeRgb(rgb(ORIGINAL, i % WIDTH, i / WIDTH));
        for (int c = 0; c < 3; c++) {
          samples[3 * i + 2 - c] = (short) Math.round(adobe[c] * 65535);
        }
      }
      new ShortPointer(deep.data()).put(samples);
      byte[] png = PhotoFiles.encode(".png", deep);
      assertColours(PhotoFiles.pngWithProfile(png, IccProfiles.adobeRgb()), "deep.png", 0.2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".png", ".jpg"})
  void decode_ofGreyWithAGamma_isTheSrgbOriginal(String ending) {
    BufferedImage stored = new BufferedImage(256, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 256; x++) {
      for (int y = 0; y < 8; y++) {
        int grey = (int) Math.round(255 * ColourMath.toGrey(x / 255.0, 1.8));
        stored.getRaster().setSample(x, y, 0, grey);
      }
    }
    byte[] file =
        ending.equals(".png")
            ? PhotoFiles.pngWithProfile(PhotoFiles.write("png", stored), IccProfiles.grey(1.8))
            : PhotoFiles.withProfile(
                PhotoFiles.jpeg(256, 8, 1, samples(stored)), IccProfiles.grey(1.8));
    try (PhotoSource source = PhotoSource.of(file, "grey" + ending);
        Photo photo = source.decode()) {
      assertThat(source.warnings()).isEmpty();
      for (int x = 20; x < 256; x += 5) {
        double[] found = ColourMath.rgb(photo.mat(), x, 4);
        assertThat(found[0] * 255).isCloseTo(x, within(3.0));
        assertThat(found[1]).isCloseTo(found[0], within(0.005));
      }
    }
  }

  private static byte[] samples(BufferedImage grey) {
    int[] samples =
        grey.getRaster().getPixels(0, 0, grey.getWidth(), grey.getHeight(), (int[]) null);
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return bytes;
  }

  @Test
  void decode_ofSrgbProfile_changesNoPixel() {
    byte[] jpeg = PhotoFiles.encode(".jpg", ORIGINAL);
    byte[] tagged = PhotoFiles.withProfile(jpeg, IccProfiles.srgb());
    try (Photo photo = Photo.decode(tagged, "tagged");
        Photo plain = Photo.decode(jpeg, "plain")) {
      PictureAssert.assertThat(photo.mat()).differsAtMostBy(plain.mat(), 0);
    }
  }

  @Test
  void decodeAtLeast_ofAReducedPhoto_convertsItsColoursToo() {
    byte[] jpeg = PhotoFiles.encode(".jpg", inOther(ColourMath::toAdobeRgb), BEST);
    byte[] file = PhotoFiles.withProfile(jpeg, IccProfiles.adobeRgb());
    try (PhotoSource source = PhotoSource.of(file, "adobe");
        Photo reduced = source.decodeAtLeast(15);
        Photo whole = source.decode();
        Mat small = PictureSize.of(reduced.mat()).fit(whole.mat())) {
      assertThat(reduced.width()).isEqualTo(WIDTH / 2);
      PictureAssert.assertThat(reduced.mat()).isCloseTo(small, psnr(35));
    }
  }

  /** Inks in steps, and the colours that the profile's paper gives them. */
  private record InkChart(byte[] inks, BufferedImage colours) {
    static InkChart draw() {
      byte[] inks = new byte[4 * WIDTH * HEIGHT];
      BufferedImage colours = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          int at = 4 * (y * WIDTH + x);
          int[] ink = {x / 40 * 80, y / 40 * 120, x / 16 % 3 * 100, x / 8 % 2 * 60};
          double[] share = new double[4];
          for (int i = 0; i < 4; i++) {
            inks[at + i] = (byte) ink[i];
            share[i] = ink[i] / 255.0;
          }
          colours.setRGB(x, y, argb(PrintedCmyk.rgb(share)));
        }
      }
      return new InkChart(inks, colours);
    }

    byte[] inverted() {
      byte[] inverted = inks.clone();
      for (int i = 0; i < inverted.length; i++) {
        inverted[i] = (byte) ~inverted[i];
      }
      return inverted;
    }

    /** As Adobe's programs store it: luminance and chrominance of the inverted inks, inverted. */
    byte[] asLuminance() {
      byte[] stored = inverted();
      for (int i = 0; i < stored.length; i += 4) {
        double red = 255 - (stored[i] & 0xff);
        double green = 255 - (stored[i + 1] & 0xff);
        double blue = 255 - (stored[i + 2] & 0xff);
        double luminance = 0.299 * red + 0.587 * green + 0.114 * blue;
        stored[i] = (byte) Math.round(luminance);
        stored[i + 1] = (byte) Math.min(255, Math.round((blue - luminance) / 1.772 + 128));
        stored[i + 2] = (byte) Math.min(255, Math.round((red - luminance) / 1.402 + 128));
      }
      return stored;
    }
  }

  private static final InkChart CHART = InkChart.draw();

  @Test
  void decode_ofInksWithAProfile_isWhatThePaperShows() {
    byte[] jpeg = PhotoFiles.jpeg(WIDTH, HEIGHT, 4, CHART.inks());
    assertInks(PhotoFiles.withProfile(jpeg, IccProfiles.inks()), "cmyk.jpg");
  }

  @Test
  void decode_ofAdobesInks_isWhatThePaperShows() {
    byte[] jpeg = PhotoFiles.jpeg(WIDTH, HEIGHT, 4, CHART.inverted());
    byte[] file = PhotoFiles.withProfile(PhotoFiles.asAdobe(jpeg, false), IccProfiles.inks());
    assertInks(file, "adobe-cmyk.jpg");
  }

  @Test
  void decode_ofAdobesInksAsLuminance_isWhatThePaperShows() {
    byte[] jpeg = PhotoFiles.jpeg(WIDTH, HEIGHT, 4, CHART.asLuminance());
    byte[] file = PhotoFiles.withProfile(PhotoFiles.asAdobe(jpeg, true), IccProfiles.inks());
    assertInks(file, "luminance-cmyk.jpg");
  }

  @Test
  void decode_ofInksWithoutAProfile_isAGuessWithAWarning() {
    byte[] jpeg = PhotoFiles.jpeg(WIDTH, HEIGHT, 4, CHART.inks());
    try (PhotoSource source = PhotoSource.of(jpeg, "cmyk.jpg");
        Photo photo = source.decode();
        Photo expected = Photo.of(CHART.colours())) {
      assertThat(source.warnings())
          .containsExactly("the photo is CMYK without a profile; its colours may come out wrong");
      assertThat(ColourMath.meanDeltaE(photo.mat(), expected.mat())).isBetween(5.0, 40.0);
    }
  }

  @Test
  void decode_ofInksOfAnyHeight_isPutTogetherOfItsBands() {
    int width = 3000;
    int height = 3000;
    byte[] inks = new byte[4 * width * height];
    for (int y = 0; y < height; y++) {
      Arrays.fill(inks, 4 * width * y, 4 * width * (y + 1), (byte) (y / 8 % 128));
    }
    byte[] jpeg = PhotoFiles.jpeg(width, height, 4, inks);
    try (Photo photo = Photo.decode(jpeg, "tall")) {
      for (int y = 3; y < height; y += 97) {
        double light = 255 - y / 8 % 128;
        assertThat(ColourMath.rgb(photo.mat(), 5, y)[1] * 255)
            .as("row %d", y)
            .isCloseTo(light * light / 255, within(6.0));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 127, 128, 131, 200, 300})
  void decode_ofADamagedProfile_takesSrgbAndSaysSo(int length) {
    byte[] jpeg = PhotoFiles.encode(".jpg", ORIGINAL);
    byte[] cut = Arrays.copyOf(IccProfiles.displayP3(), length);
    assertPlainWithWarning(
        PhotoFiles.withProfile(jpeg, cut.length == 0 ? new byte[1] : cut), jpeg, "is damaged");
  }

  @Test
  void decode_ofAProfileOfOtherColours_takesSrgbAndSaysSo() {
    byte[] jpeg = PhotoFiles.encode(".jpg", ORIGINAL);
    assertPlainWithWarning(
        PhotoFiles.withProfile(jpeg, IccProfiles.inks()), jpeg, "is not for its kind of colours");
    assertPlainWithWarning(
        PhotoFiles.withProfile(jpeg, IccProfiles.grey(1.8)),
        jpeg,
        "is not for its kind of colours");
  }

  @Test
  void decode_ofAProfileThatGrowsWithoutEnd_takesSrgbAndSaysSo() {
    byte[] png = PhotoFiles.encode(".png", ORIGINAL);
    byte[] packed = PhotoFiles.deflated(new byte[100 << 20]);
    byte[] content = new byte[packed.length + 3];
    content[0] = 'p';
    System.arraycopy(packed, 0, content, 3, packed.length);
    assertPlainWithWarning(PhotoFiles.withChunk(png, "iCCP", content), png, "is damaged");
  }

  @Test
  void decode_ofOtherColours_leavesThePhotoOnly() {
    byte[] png =
        PhotoFiles.pngWithProfile(PhotoFiles.encode(".png", ORIGINAL), IccProfiles.displayP3());
    byte[] inks =
        PhotoFiles.withProfile(PhotoFiles.jpeg(WIDTH, HEIGHT, 4, CHART.inks()), IccProfiles.inks());
    Photo.decode(png, "warm up").close();
    long open = Pointer.totalCount();
    Photo.decode(png, "p3").close();
    Photo.decode(inks, "inks").close();
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(open);
  }

  private static void assertPlainWithWarning(byte[] file, byte[] plain, String warning) {
    try (PhotoSource source = PhotoSource.of(file, "photo");
        Photo photo = source.decode();
        Photo expected = Photo.decode(plain, "plain")) {
      PictureAssert.assertThat(photo.mat()).differsAtMostBy(expected.mat(), 0);
      assertThat(source.warnings())
          .singleElement()
          .asString()
          .startsWith("the photo's colour profile " + warning);
    }
  }

  private static void assertColours(byte[] file, String name, double mostDeltaE) {
    assertColours(file, name, ORIGINAL, mostDeltaE);
  }

  private static void assertInks(byte[] file, String name) {
    assertColours(file, name, CHART.colours(), 1.5);
  }

  private static void assertColours(
      byte[] file, String name, BufferedImage original, double mostDeltaE) {
    try (PhotoSource source = PhotoSource.of(file, name);
        Photo photo = source.decode();
        Photo expected = Photo.of(original)) {
      Kept.write(name, photo);
      assertThat(source.warnings()).isEmpty();
      assertThat(ColourMath.meanDeltaE(photo.mat(), expected.mat())).isLessThan(mostDeltaE);
    }
  }

  /** Without its profile the same file looks different. */
  private static void assertOff(byte[] file, double leastDeltaE) {
    try (Photo photo = Photo.decode(file, "off");
        Photo expected = Photo.of(ORIGINAL)) {
      assertThat(ColourMath.meanDeltaE(photo.mat(), expected.mat())).isGreaterThan(leastDeltaE);
    }
  }

  private static BufferedImage inOther(UnaryOperator<double[]> space) {
    BufferedImage other = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        other.setRGB(x, y, argb(space.apply(rgb(ORIGINAL, x, y))));
      }
    }
    return other;
  }

  private static double[] rgb(BufferedImage picture, int x, int y) {
    int rgb = picture.getRGB(x, y);
    return new double[] {(rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0};
  }

  private static int argb(double[] rgb) {
    int argb = 0xff;
    for (double part : rgb) {
      argb = argb << 8 | (int) Math.max(0, Math.min(255, Math.round(part * 255)));
    }
    return argb;
  }
}
