package dev.katong.forge.style;

import static dev.katong.fixture.PictureAssert.psnr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.Cancellation;
import dev.katong.Options;
import dev.katong.face.Box;
import dev.katong.face.Face;
import dev.katong.face.FaceDetector;
import dev.katong.face.Point;
import dev.katong.face.YuNetDetector;
import dev.katong.fixture.PictureAssert;
import dev.katong.fixture.SharedFolder;
import dev.katong.image.Photo;
import dev.katong.image.PictureSize;
import dev.katong.network.Tiling;
import dev.katong.pipeline.FinishOptions;
import dev.katong.pipeline.Pipeline;
import dev.katong.plan.TileGrid;
import dev.katong.style.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole pipeline against the pictures of an independent implementation of the original. */
@Tag("shared")
class GoldenPicturesTest {

  static Stream<String> styles() {
    return Stream.of("anime", "3d", "sketch");
  }

  @ParameterizedTest
  @MethodSource("styles")
  void painting_withTheGoldenFaces_equalsTheOriginal(String styleName) throws IOException {
    try (Style style = imported(styleName)) {
      for (Path golden : goldenFolders()) {
        try (Photo input = Photo.decode(golden.resolve("input.png"));
            Photo background = Photo.decode(golden.resolve(styleName + "-background.png"));
            Photo composite = Photo.decode(golden.resolve(styleName + "-composite.png"));
            Pipeline pipeline = pipeline(style, input)) {
          pipeline.placeFaces(goldenFaces(golden));
          drawBackground(pipeline, input);
          PictureAssert.assertThat(pipeline.canvas())
              .as("background of %s", golden)
              .isCloseTo(background.mat(), psnr(45));
          pipeline.drawHeads(10, done -> {});
          try (Mat result = pipeline.finish()) {
            PictureAssert.assertThat(result)
                .as("composite of %s", golden)
                .isCloseTo(composite.mat(), psnr(38));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("styles")
  void painting_withYuNetsFaces_isCloseToTheOriginal(String styleName) throws IOException {
    Path yuNet = SharedFolder.path("models", "faces", "yunet_n_dynamic.onnx");
    try (Style style = imported(styleName);
        FaceDetector detector = YuNetDetector.open(yuNet)) {
      for (Path golden : goldenFolders()) {
        try (Photo input = Photo.decode(golden.resolve("input.png"));
            Photo composite = Photo.decode(golden.resolve(styleName + "-composite.png"));
            Pipeline pipeline = pipeline(style, input)) {
          pipeline.findFaces(detector);
          drawBackground(pipeline, input);
          pipeline.drawHeads(10, done -> {});
          assertThat(pipeline.faces()).hasSameSizeAs(goldenFaces(golden));
          PictureAssert.assertThat(pipeline.canvas())
              .as("composite of %s", golden)
              .isCloseTo(composite.mat(), psnr(30));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"anime", "3d", "sketch", "design"})
  void dctNet_ofEverySharedStyle_isImportedWhole(String styleName) {
    var pack = StyleImport.dctNet(SharedFolder.path("models", "dctnet", styleName), styleName);
    assertThat(pack.manifest().head()).isNotNull();
    assertThat(pack.manifest().provenance().files()).hasSize(3);
    assertThat(pack.manifest().hasOneNetwork()).as("both files are the same network").isTrue();
    assertThat(pack.bytes()).isBetween(5_500_000L, 6_500_000L);
  }

  private static Pipeline pipeline(Style style, Photo input) {
    PictureSize photo = PictureSize.of(input.mat());
    return new Pipeline(
        style,
        input.mat(),
        new Pipeline.Sizes(view(input), view(input), photo),
        Options.Composition.REFERENCE,
        FinishOptions.NONE,
        Cancellation.NEVER);
  }

  private static void drawBackground(Pipeline pipeline, Photo input) {
    TileGrid whole = TileGrid.whole(view(input).roundedUpTo(16));
    pipeline.drawBackground(whole, Tiling.EXACT, done -> {});
  }

  /** The original shrinks the photo to a short side of 720 pixels. */
  private static PictureSize view(Photo input) {
    return PictureSize.of(input.mat()).withShortSideAtMost(720);
  }

  private static Style imported(String name) {
    return Style.load(StyleImport.dctNet(SharedFolder.path("models", "dctnet", name), name), 2);
  }

  private static List<Path> goldenFolders() throws IOException {
    try (Stream<Path> folders = Files.list(SharedFolder.path("golden"))) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static List<Face> goldenFaces(Path golden) throws IOException {
    List<Face> faces = new ArrayList<>();
    byte[] json = Files.readAllBytes(golden.resolve("faces.json"));
    for (JsonNode face : JsonMapper.shared().readTree(json)) {
      List<Double> box = numbers(face.get("box"));
      List<Point> points = new ArrayList<>();
      for (JsonNode point : face.get("points")) {
        List<Double> place = numbers(point);
        points.add(new Point(place.get(0), place.get(1)));
      }
      faces.add(
          new Face(
              new Box(box.get(0), box.get(1), box.get(2), box.get(3)),
              face.get("score").asDouble(),
              points));
    }
    return faces;
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    array.forEach(value -> numbers.add(value.asDouble()));
    return numbers;
  }
}
