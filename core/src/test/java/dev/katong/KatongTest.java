package dev.katong;

import static dev.katong.fixture.PictureAssert.psnr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import dev.katong.KatongException.NoFace;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.fixture.TinyNetworks;
import dev.katong.image.Photo;
import dev.katong.image.PhotoSource;
import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KatongTest {
  private static final int HEAD_VALUE = 40;

  @TempDir private Path folder;
  private Katong katong;

  @BeforeEach
  void open() throws IOException {
    katong = Katong.open(new KatongHome(folder));
    katong.styles().add(TinyNetworks.negativePack("negative"), false);
    katong.styles().add(TinyNetworks.headPack("heads", HEAD_VALUE, whitePng()), false);
  }

  @AfterEach
  void close() {
    katong.close();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "16,16", "33,47", "400,10", "10,400", "641,480"})
  void cartoonize_ofSmallPhoto_isTheNetworksPicture(int width, int height) {
    try (Photo photo = Photo.of(DrawnPortrait.drawLandscape(width, height));
        Cartoon cartoon = katong.cartoonize(photo, style("negative"), Progress.NONE);
        Mat negative = negativeOf(photo.mat())) {
      PictureAssert.assertThat(cartoon.mat()).differsAtMostBy(negative, 0);
    }
  }

  @Test
  void cartoonize_ofLargePhoto_hasThePhotosSize() {
    try (Photo photo = Photo.of(DrawnPortrait.draw(1537, 2048));
        Cartoon cartoon = katong.cartoonize(photo, style("negative"), Progress.NONE);
        Mat negative = negativeOf(photo.mat())) {
      PictureAssert.assertThat(cartoon.mat()).isCloseTo(negative, psnr(28));
      assertThat(cartoon.report().faces()).hasSize(1);
      double[][] points = DrawnPortrait.points(1537, 2048);
      assertThat(cartoon.report().faces().get(0).points().get(0).x())
          .as("an eye, in pixels of the result")
          .isCloseTo(points[0][0], within(0.06 * 2048));
    }
  }

  @Test
  void cartoonize_withResolution_hasThatLongSide() {
    Options options = style("negative").toBuilder().resolution(256).build();
    try (Photo photo = Photo.of(DrawnPortrait.draw(300, 600));
        Cartoon cartoon = katong.cartoonize(photo, options, Progress.NONE)) {
      PictureAssert.assertThat(cartoon.mat()).hasSize(128, 256);
      assertThat(cartoon.report().width()).isEqualTo(128);
    }
  }

  @Test
  void cartoonize_withStrength_mixesThePhotoIn() {
    try (Photo photo = Photo.of(DrawnPortrait.draw(200, 200))) {
      Options half = style("negative").toBuilder().strength(0.5).build();
      try (Cartoon cartoon = katong.cartoonize(photo, half, Progress.NONE)) {
        assertThat(opencv_core.mean(cartoon.mat()).get(0)).isCloseTo(127.5, within(0.6));
      }
      Options none = style("negative").toBuilder().strength(0).build();
      try (Cartoon cartoon = katong.cartoonize(photo, none, Progress.NONE)) {
        PictureAssert.assertThat(cartoon.mat()).differsAtMostBy(photo.mat(), 0);
      }
    }
  }

  @Test
  void cartoonize_withFaces_drawsEachWithTheHeadNetwork() {
    int width = 1280;
    int height = 720;
    try (Photo photo = Photo.of(DrawnPortrait.drawGroup(width, height));
        Cartoon cartoon = katong.cartoonize(photo, style("heads"), Progress.NONE)) {
      assertThat(cartoon.report().faces()).hasSize(3);
      assertThat(cartoon.report().warnings()).isEmpty();
      for (var face : cartoon.report().faces()) {
        var nose = face.points().get(2);
        assertThat(cartoon.mat().ptr((int) nose.y(), (int) nose.x()).getUnsigned(1))
            .isEqualTo(HEAD_VALUE);
      }
      assertThat(cartoon.mat().ptr(5, 5).getUnsigned(1))
          .as("far from the faces")
          .isEqualTo(photo.mat().ptr(5, 5).getUnsigned(1));
    }
  }

  @Test
  void cartoonize_withoutFace_warns() {
    try (Photo photo = Photo.of(DrawnPortrait.drawLandscape(640, 480));
        Cartoon cartoon = katong.cartoonize(photo, style("heads"), Progress.NONE)) {
      assertThat(cartoon.report().faces()).isEmpty();
      assertThat(cartoon.report().warnings())
          .containsExactly("no face was found; the background network drew the whole picture");
      PictureAssert.assertThat(cartoon.mat()).differsAtMostBy(photo.mat(), 0);
    }
  }

  @Test
  void cartoonize_withFacesOff_looksForNone() {
    Options off = style("heads").toBuilder().faces(Options.Faces.OFF).build();
    try (Photo photo = Photo.of(DrawnPortrait.draw(480, 640));
        Cartoon cartoon = katong.cartoonize(photo, off, Progress.NONE)) {
      assertThat(cartoon.report().faces()).isEmpty();
      assertThat(cartoon.report().warnings()).isEmpty();
      assertThat(cartoon.report().millis()).doesNotContainKey(Stage.FACES);
    }
  }

  @Test
  void cartoonize_withFaceRequired_refusesALandscape() {
    Options required = style("heads").toBuilder().faces(Options.Faces.REQUIRED).build();
    try (Photo photo = Photo.of(DrawnPortrait.drawLandscape(640, 480))) {
      assertThatThrownBy(() -> katong.cartoonize(photo, required, Progress.NONE))
          .isInstanceOf(NoFace.class);
    }
  }

  @Test
  void cartoonize_ofFile_tellsAllStagesInOrder() throws IOException {
    Path file = folder.resolve("portrait.png");
    ImageIO.write(DrawnPortrait.draw(480, 640), "png", file.toFile());
    List<Stage> told = new ArrayList<>();
    try (Cartoon cartoon =
        katong.cartoonize(
            file,
            style("heads"),
            (stage, fraction) -> {
              if (fraction == 0) {
                told.add(stage);
              }
            })) {
      cartoon.write(folder.resolve("out/cartoon.webp"));
      assertThat(told)
          .containsSubsequence(
              Stage.DECODE,
              Stage.LOAD,
              Stage.FIT,
              Stage.BACKGROUND,
              Stage.HEADS,
              Stage.COMPOSITE,
              Stage.ENCODE)
          .containsSubsequence(Stage.LOAD, Stage.FACES, Stage.HEADS);
      assertThat(cartoon.report().millis()).containsOnlyKeys(Stage.values());
    }
    assertThat(folder.resolve("out/cartoon.webp")).isNotEmptyFile();
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"COMPOSITE", "ENCODE"},
      mode = EnumSource.Mode.EXCLUDE)
  void cartoonize_stoppedInAnyStage_endsAndLetsTheNextIn(Stage stopAt) throws IOException {
    Path file = folder.resolve("photo.png");
    try (Photo photo = Photo.of(DrawnPortrait.draw(480, 640))) {
      PictureEncoder.write(photo.mat(), file, PictureFormat.PNG, PictureEncoder.DEFAULT_QUALITY);
    }
    Cancellation cancellation = new Cancellation();
    RequestContext stopped =
        RequestContext.DEFAULTS
            .cancellation(cancellation)
            .progress(
                (stage, fraction) -> {
                  if (stage == stopAt) {
                    cancellation.cancel("it is not wanted any more");
                  }
                });
    try (PhotoSource source = PhotoSource.read(file)) {
      assertThatThrownBy(() -> katong.cartoonize(source, style("heads"), stopped).close())
          .isInstanceOf(KatongException.Cancelled.class)
          .hasMessage("it is not wanted any more");
    }
    katong.cartoonize(file, style("heads")).close();
  }

  @Test
  void cartoonize_withoutNamingAStyle_is3d() {
    try (Photo photo = Photo.of(DrawnPortrait.draw(48, 64));
        Cartoon cartoon = katong.cartoonize(photo, Options.DEFAULTS, Progress.NONE)) {
      assertThat(cartoon.report().style()).isEqualTo("3d");
    }
  }

  @ParameterizedTest
  @CsvSource({"comic,14", "3d,17", "anime,10", "sketch,8"})
  void cartoonize_withBuiltInStyle_drawsACartoon(String style, double least) {
    try (Photo photo = Photo.of(DrawnPortrait.draw(480, 640));
        Cartoon cartoon = katong.cartoonize(photo, style(style), Progress.NONE)) {
      assertThat(cartoon.report().style()).isEqualTo(style);
      PictureAssert.assertThat(cartoon.mat())
          .isCloseTo(photo.mat(), psnr(least))
          .differsMoreThan(photo.mat(), 60);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void cartoonize_fromManyThreads_givesEachItsPicture(int together)
      throws InterruptedException, ExecutionException {
    katong.close();
    katong = Katong.open(new KatongHome(folder), Resources.DEFAULTS.together(together));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> results = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        int grey = 10 * i;
        results.add(threads.submit(() -> assertNegative(grey)));
      }
      for (Future<?> result : results) {
        result.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void assertNegative(int grey) {
    BufferedImage flat = new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR);
    var g = flat.createGraphics();
    g.setColor(new Color(grey, grey, grey));
    g.fillRect(0, 0, 64, 48);
    g.dispose();
    try (Photo photo = Photo.of(flat);
        Cartoon cartoon = katong.cartoonize(photo, style("negative"), Progress.NONE)) {
      assertThat(new Color(cartoon.toBufferedImage().getRGB(3, 3)).getRed()).isEqualTo(255 - grey);
    }
  }

  @Test
  void write_withoutKnownEnding_saysWhichOnesThereAre() {
    try (Photo photo = Photo.of(DrawnPortrait.drawLandscape(32, 32));
        Cartoon cartoon = katong.cartoonize(photo, style("negative"), Progress.NONE)) {
      assertThatThrownBy(() -> cartoon.write(folder.resolve("cartoon.txt")))
          .isInstanceOf(BadOutput.class)
          .hasMessageContaining(".png, .jpg or .webp");
      assertThat(cartoon.encode(PictureFormat.PNG, 1)).startsWith(0x89, 'P', 'N', 'G');
    }
  }

  @Test
  void cartoonize_withDamagedStyle_saysSo() throws IOException {
    Files.writeString(folder.resolve("styles/heads/style.json"), "{");
    try (Photo photo = Photo.of(DrawnPortrait.drawLandscape(32, 32))) {
      assertThatThrownBy(() -> katong.cartoonize(photo, style("heads"), Progress.NONE))
          .isInstanceOf(BadModel.class)
          .hasMessageContaining("style.json is not valid");
    }
  }

  private static Options style(String name) {
    return Options.builder().style(name).build();
  }

  private static Mat negativeOf(Mat picture) {
    Mat negative = new Mat();
    opencv_core.bitwise_not(picture, negative);
    return negative;
  }

  private static byte[] whitePng() throws IOException {
    BufferedImage white = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    var g = white.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, 8, 8);
    g.dispose();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(white, "png", file);
    return file.toByteArray();
  }
}
