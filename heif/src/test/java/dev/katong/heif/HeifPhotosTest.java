package dev.katong.heif;

import static dev.katong.fixture.PictureAssert.assertThat;
import static dev.katong.fixture.PictureAssert.psnr;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.fixture.DrawnPortrait;
import dev.katong.heif.HeifFile.Coded;
import dev.katong.image.MatrixProfile;
import dev.katong.image.Photo;
import dev.katong.image.PhotoSource;
import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Photos that are drawn; {@code make.sh} beside them made the files. */
class HeifPhotosTest {
  private static final int WIDTH = 96;
  private static final int HEIGHT = 72;
  private static final Coded HEVC = Coded.of("plain.heic");
  private static final Coded AV1 = Coded.of("plain.avif");

  private static final double[] DISPLAY_P3 = {
    0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060
  };

  private static Photo decode(String name) {
    return Photo.decode(HeifFile.resource(name), name);
  }

  private static Photo decode(HeifFile file) {
    return Photo.decode(file.bytes(), "photo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.heic",
        "colour-444.heic",
        "deep.heic",
        "plain.avif",
        "colour-422.avif",
        "colour-444.avif",
        "deep.avif",
        "limited.avif",
        "identity.avif"
      })
  void decode_ofAnyCoding_showsThePicture(String name) {
    try (Photo photo = decode(name);
        Photo drawn = Photo.of(DrawnPortrait.draw(WIDTH, HEIGHT))) {
      assertThat(photo.mat()).isCloseTo(drawn.mat(), psnr(28));
      assertThat(photo.transparency()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"odd.heic", "odd.avif"})
  void decode_ofOddSides_showsThePicture(String name) {
    BufferedImage whole = DrawnPortrait.draw(WIDTH, HEIGHT);
    try (Photo photo = decode(name);
        Photo drawn = Photo.of(whole.getSubimage(0, 0, 91, 67))) {
      assertThat(photo.mat()).isCloseTo(drawn.mat(), psnr(28));
    }
  }

  /** Those of libavif, which enlarges colours by the same rule, differ by rounding. */
  @ParameterizedTest
  @CsvSource({
    "plain.avif, 1",
    "odd.avif, 4",
    "colour-422.avif, 1",
    "colour-444.avif, 1",
    "deep.avif, 1",
    "limited.avif, 4",
    "identity.avif, 0",
    "alpha.avif, 1",
    "grid.avif, 4",
    "colour-444.heic, 1"
  })
  void decode_next_toAnotherDecoder_givesTheSamePixels(String name, int most) {
    try (Photo photo = decode(name);
        Photo other = decode(name + ".png")) {
      assertThat(photo.mat()).differsAtMostBy(other.mat(), most);
    }
  }

  /** libheif repeats the nearest sample of colour. */
  @ParameterizedTest
  @ValueSource(strings = {"plain.heic", "alpha.heic"})
  void decode_ofHalvedColours_isCloseToAnotherDecoder(String name) {
    try (Photo photo = decode(name);
        Photo other = decode(name + ".png")) {
      assertThat(photo.mat()).isCloseTo(other.mat(), psnr(44));
    }
  }

  @Test
  void decode_ofGrey_isGrey() {
    try (Photo photo = decode("grey.avif");
        Photo drawn = decode("plain.avif")) {
      byte[] row = new byte[3 * WIDTH];
      photo.mat().ptr(HEIGHT / 2).get(row);
      for (int x = 0; x < row.length; x += 3) {
        assertThat(row[x]).isEqualTo(row[x + 1]).isEqualTo(row[x + 2]);
      }
      assertThat(photo.mat()).differsMoreThan(drawn.mat(), 5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpha.heic", "alpha.avif", "premultiplied.avif"})
  void decode_ofTransparency_tellsIt(String name) {
    try (PhotoSource source = PhotoSource.of(HeifFile.resource(name), name);
        Photo photo = source.decode();
        Photo drawn = Photo.of(DrawnPortrait.draw(WIDTH, HEIGHT))) {
      assertThat(source.mayBeTransparent()).isTrue();
      Mat alpha = photo.transparency().orElseThrow().alpha();
      for (int x = 4; x < 60; x += 8) {
        assertThat(alpha.ptr(30, x).get() & 0xff).isBetween(4 * x - 6, 4 * x + 6);
      }
      // Where all is opaque the colours are the picture's own.
      try (Rect right = new Rect(66, 0, 30, HEIGHT);
          Mat opaque = new Mat(photo.mat(), right);
          Mat expected = new Mat(drawn.mat(), right)) {
        assertThat(opaque).isCloseTo(expected, psnr(28));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.heic", "plain.avif"})
  void decode_ofAGridWhoseTilesStickOut_putsThemTogether(String name) {
    Coded tile = Coded.of(name);
    try (Photo photo = decode(HeifFile.grid(tile, WIDTH, HEIGHT, 2, 2, 150, 101));
        Photo one = decode(name)) {
      assertThat(photo.mat()).hasSize(150, 101);
      for (int[] corner : new int[][] {{0, 0}, {WIDTH, 0}, {0, HEIGHT}, {WIDTH, HEIGHT}}) {
        // Colours of the last row and column do not look at what sticks out.
        int width = Math.min(WIDTH, 150 - corner[0]) - 1;
        int height = Math.min(HEIGHT, 101 - corner[1]) - 1;
        try (Rect place = new Rect(corner[0], corner[1], width, height);
            Rect own = new Rect(0, 0, width, height);
            Mat part = new Mat(photo.mat(), place);
            Mat expected = new Mat(one.mat(), own)) {
          assertThat(part).differsAtMostBy(expected, 0);
        }
      }
    }
  }

  @Test
  void decode_ofDataInPiecesOrInsideOfTheHeader_isTheSame() {
    HeifFile pieces = new HeifFile("avif").pieces(1, "av01", AV1.data(), 7);
    HeifFile inside = new HeifFile("avif").inside(1, "av01", AV1.data());
    for (HeifFile file : new HeifFile[] {pieces, inside}) {
      file.property(1, AV1.configurationBox()).property(1, HeifFile.size(WIDTH, HEIGHT));
      try (Photo photo = decode(file);
          Photo plain = decode("plain.avif")) {
        assertThat(photo.mat()).differsAtMostBy(plain.mat(), 0);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0,-1", "1,-1", "2,-1", "3,-1", "0,0", "0,1", "1,0", "1,1", "2,0", "3,1"})
  void decode_ofACropATurnAndAMirror_appliesThemInOrder(int quarters, int axis) {
    HeifFile file = HeifFile.of(AV1, WIDTH, HEIGHT);
    // The part from 11, 5 on.
    file.essential(1, HeifFile.crop(50, 40, 2 * 11 + 50 - WIDTH, 2 * 5 + 40 - HEIGHT));
    file.essential(1, HeifFile.turn(quarters));
    if (axis >= 0) {
      file.essential(1, HeifFile.mirror(axis));
    }
    BufferedImage expected = DrawnPortrait.draw(WIDTH, HEIGHT).getSubimage(11, 5, 50, 40);
    for (int i = 0; i < quarters; i++) {
      // x becomes y, and y what is left of the width.
      int w = expected.getWidth();
      expected = moved(expected, new AffineTransform(0, -1, 1, 0, 0, w));
    }
    if (axis == 0) {
      expected = moved(expected, new AffineTransform(1, 0, 0, -1, 0, expected.getHeight()));
    } else if (axis == 1) {
      expected = moved(expected, new AffineTransform(-1, 0, 0, 1, expected.getWidth(), 0));
    }
    try (Photo photo = decode(file);
        Photo drawn = Photo.of(expected)) {
      assertThat(photo.mat()).isCloseTo(drawn.mat(), psnr(28));
    }
  }

  @Test
  void decode_ofACropAfterATurn_cutsTheTurnedPicture() {
    HeifFile turnedFirst =
        HeifFile.of(AV1, WIDTH, HEIGHT)
            .essential(1, HeifFile.turn(1))
            .essential(1, HeifFile.crop(40, 50, 4, -6))
            .essential(1, HeifFile.mirror(1));
    HeifFile croppedFirst =
        HeifFile.of(AV1, WIDTH, HEIGHT)
            // What is right of the turned middle was below the middle, what is below was left.
            .essential(1, HeifFile.crop(50, 40, 6, 4))
            .essential(1, HeifFile.turn(1))
            .essential(1, HeifFile.mirror(1));
    try (Photo one = decode(turnedFirst);
        Photo other = decode(croppedFirst)) {
      assertThat(one.mat()).hasSize(40, 50);
      assertThat(one.mat()).differsAtMostBy(other.mat(), 0);
    }
  }

  /** As avifenc wrote it: a crop, a quarter turn, a mirror. */
  @Test
  void decode_ofAnEncodersCropTurnAndMirror_appliesThem() {
    BufferedImage expected = DrawnPortrait.draw(WIDTH, HEIGHT).getSubimage(16, 8, 64, 48);
    expected = moved(expected, new AffineTransform(0, -1, 1, 0, 0, 64));
    expected = moved(expected, new AffineTransform(1, 0, 0, -1, 0, 64));
    try (Photo photo = decode("placed.avif");
        Photo drawn = Photo.of(expected)) {
      assertThat(photo.mat()).isCloseTo(drawn.mat(), psnr(28));
    }
  }

  private static BufferedImage moved(BufferedImage from, AffineTransform way) {
    return new AffineTransformOp(way, AffineTransformOp.TYPE_NEAREST_NEIGHBOR).filter(from, null);
  }

  @Test
  void decode_ofDisplayP3_givesTheSameByNumbersAndByProfile() {
    byte[] icc = MatrixProfile.of(0, DISPLAY_P3).orElseThrow();
    HeifFile profiled =
        HeifFile.of(AV1, WIDTH, HEIGHT)
            .property(1, HeifFile.profile(icc))
            .property(1, HeifFile.nclx(12, 13, 6, true));
    HeifFile numbers = HeifFile.of(AV1, WIDTH, HEIGHT).property(1, HeifFile.nclx(12, 13, 6, true));
    HeifFile grid =
        HeifFile.grid(AV1, WIDTH, HEIGHT, 1, 1, WIDTH, HEIGHT).property(2, HeifFile.profile(icc));
    try (Photo one = decode(profiled);
        Photo two = decode(numbers);
        Photo ofTile = decode(grid);
        Photo srgb = decode("plain.avif")) {
      assertThat(one.mat()).differsAtMostBy(two.mat(), 0);
      assertThat(ofTile.mat()).differsAtMostBy(two.mat(), 0);
      assertThat(one.mat()).differsMoreThan(srgb.mat(), 10);
    }
  }

  /** Ten bits reach the profile; the result is that of eight but for rounding. */
  @Test
  void decode_ofTenBitsInDisplayP3_isCloseToThatOfEight() {
    Coded deep = Coded.of("deep.avif");
    HeifFile ten = HeifFile.of(deep, WIDTH, HEIGHT).property(1, HeifFile.nclx(12, 13, 6, true));
    HeifFile eight = HeifFile.of(AV1, WIDTH, HEIGHT).property(1, HeifFile.nclx(12, 13, 6, true));
    try (Photo one = decode(ten);
        Photo two = decode(eight)) {
      assertThat(one.mat()).isCloseTo(two.mat(), psnr(36));
    }
  }

  @Test
  void decode_ofAPictureTurnedInExif_goesByTheFilesOwnTurns() {
    byte[] exif = exif(6);
    HeifFile file =
        HeifFile.of(HEVC, WIDTH, HEIGHT)
            .item(
                2,
                "Exif",
                HeifFile.joined(new byte[] {0, 0, 0, 6}, "Exif\0\0".getBytes(US_ASCII), exif))
            .reference("cdsc", 2, 1);
    try (PhotoSource source = PhotoSource.of(file.bytes(), "photo");
        Photo photo = source.decode();
        Photo plain = decode("plain.heic")) {
      assertThat(source.exif(false)).isPresent();
      assertThat(photo.mat()).differsAtMostBy(plain.mat(), 0);
    }
  }

  private static byte[] exif(int orientation) {
    ByteBuffer tiff = ByteBuffer.allocate(26).order(ByteOrder.BIG_ENDIAN);
    tiff.putInt(0x4d4d002a).putInt(8).putShort((short) 1);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    return tiff.putShort((short) orientation).putShort((short) 0).putInt(0).array();
  }

  @Test
  void decode_ofOtherThingsInTheFile_passesThemOver() {
    HeifFile file =
        HeifFile.of(HEVC, WIDTH, HEIGHT)
            .property(1, HeifFile.box("free", new byte[100]))
            .coded(2, AV1, WIDTH, HEIGHT)
            .property(
                2,
                HeifFile.full(
                    "auxC", "urn:com:apple:photo:2020:aux:hdrgainmap\0".getBytes(US_ASCII)))
            .reference("auxl", 2, 1)
            .coded(3, AV1, WIDTH, HEIGHT)
            .reference("thmb", 3, 1)
            .item(4, "mime", "application/rdf+xml".getBytes(US_ASCII))
            .reference("cdsc", 4, 1);
    try (Photo photo = decode(file);
        Photo plain = decode("plain.heic")) {
      assertThat(photo.mat()).differsAtMostBy(plain.mat(), 0);
      assertThat(photo.transparency()).isEmpty();
    }
  }

  @Test
  void source_tellsSizeAndMemoryBeforeDecoding() {
    HeifFile file =
        HeifFile.grid(HEVC, WIDTH, HEIGHT, 2, 2, 150, 101).essential(1, HeifFile.turn(3));
    try (PhotoSource source = PhotoSource.of(file.bytes(), "photo")) {
      assertThat(source.size().width()).isEqualTo(101);
      assertThat(source.size().height()).isEqualTo(150);
      assertThat(source.decodePeakBytes()).isGreaterThan(150 * 101 * 3L + source.encodedBytes());
    }
  }
}
