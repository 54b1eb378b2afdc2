package dev.katong.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imread;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.katong.KatongException.BadModel;
import dev.katong.fixture.SharedFolder;
import dev.katong.fixture.TinyNetworks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class YuNetDetectorTest {
  private static final String DYNAMIC = "yunet_n_dynamic.onnx";
  private static final String FIXED = "yunet_n_640_640.onnx";

  @Test
  void open_ofAMissingFile_isABadModel(@TempDir Path folder) {
    Path missing = folder.resolve("yunet.onnx");
    assertThatThrownBy(() -> YuNetDetector.open(missing))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void check_ofSomethingElse_isABadModel(@TempDir Path folder) throws Exception {
    Path text = Files.writeString(folder.resolve("notes.onnx"), "not a network");
    assertThatThrownBy(() -> YuNetDetector.check(text))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("is not a YuNet face detector");
  }

  @Test
  void check_ofAnotherNetwork_saysWhatIsWrong(@TempDir Path folder) throws Exception {
    Path other = Files.write(folder.resolve("negative.onnx"), TinyNetworks.negative());
    assertThatThrownBy(() -> YuNetDetector.check(other))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("its input is not of the form [1, 3, height, width] in floats");
  }

  @Tag("shared")
  @ParameterizedTest
  @CsvSource({
    "astronaut, " + DYNAMIC,
    "group, " + DYNAMIC,
    "man, " + DYNAMIC,
    "portrait, " + DYNAMIC,
    "astronaut, " + FIXED,
    "group, " + FIXED,
    "man, " + FIXED,
    "portrait, " + FIXED
  })
  void detect_inAGoldenPhoto_findsTheGoldenFaces(String photo, String network) {
    List<Face> golden = golden(photo);
    try (FaceDetector detector = open(network);
        Mat picture = picture(photo)) {
      List<Face> faces = detector.detect(picture);
      assertThat(faces).hasSameSizeAs(golden);
      assertThat(faces)
          .isSortedAccordingTo(Comparator.<Face>comparingDouble(f -> f.box().area()).reversed());
      for (Face wanted : golden) {
        Face nearest = nearest(faces, wanted);
        assertThat(nearest.score()).isCloseTo(wanted.score(), within(0.001));
        assertThat(nearest.box().overlap(wanted.box())).isGreaterThan(0.99);
        for (int i = 0; i < Face.POINTS; i++) {
          // The golden faces of a picture of 612x430 were scaled back by one factor for both axes.
          assertThat(nearest.points().get(i).distance(wanted.points().get(i))).isLessThan(0.2);
        }
      }
    }
  }

  @Tag("shared")
  @Test
  void detect_inALargePhoto_scalesBack() {
    try (FaceDetector detector = open(DYNAMIC);
        Mat picture = picture("man");
        Mat large = new Mat();
        Size size = new Size(4 * picture.cols(), 4 * picture.rows())) {
      resize(picture, large, size, 0, 0, INTER_CUBIC);
      Face small = detector.detect(picture).get(0);
      Face same = detector.detect(large).get(0).scaled(0.25, 0.25);
      assertThat(same.points().get(2).distance(small.points().get(2))).isLessThan(1.5);
    }
  }

  @Tag("shared")
  @Test
  void detect_ofAFaceThatFillsTheFrame_findsIt() {
    Path photo = SharedFolder.path("photos", "faces", "face-016.jpg");
    try (FaceDetector detector = open(DYNAMIC);
        Mat picture = imread(photo.toString())) {
      assertThat(detector.detect(picture)).hasSize(1);
    }
  }

  @Tag("shared")
  @Test
  void detect_bySeveralThreads_givesTheSame() {
    try (FaceDetector detector = open(DYNAMIC);
        Mat picture = picture("group")) {
      List<Face> alone = detector.detect(picture);
      assertThat(IntStream.range(0, 8).parallel().mapToObj(i -> detector.detect(picture)))
          .allMatch(alone::equals);
    }
  }

  @Tag("shared")
  @Test
  void detect_inAStripOrAWindowOfAnotherPicture_works() {
    try (FaceDetector detector = open(DYNAMIC);
        Mat picture = picture("astronaut");
        Mat wide = new Mat();
        Scalar black = Scalar.all(0);
        Mat dot = new Mat(1, 1, CV_8UC3, black);
        Mat grey = new Mat(9, 9, CV_8UC1, black)) {
      copyMakeBorder(picture, wide, 0, 0, 7, 500, BORDER_CONSTANT, black);
      try (Mat window = wide.colRange(7, 7 + picture.cols())) {
        assertThat(detector.detect(window)).isEqualTo(detector.detect(picture));
      }
      assertThat(detector.detect(dot)).isEmpty();
      assertThatThrownBy(() -> detector.detect(grey)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Tag("shared")
  @Test
  void detect_ofSmallFacesInALargePicture_looksCloser() {
    try (FaceDetector detector = open(DYNAMIC);
        Mat group = picture("group");
        Mat white = new Mat(2000, 2600, CV_8UC3, Scalar.all(255))) {
      List<Face> alone = detector.detect(group);
      int smallest = (int) alone.get(alone.size() - 1).box().width();
      double factor = 32.0 / smallest;
      try (Mat small = new Mat();
          Size size = new Size((int) (group.cols() * factor), (int) (group.rows() * factor));
          Rect place = new Rect(900, 700, size.width(), size.height());
          Mat corner = new Mat(white, place)) {
        resize(group, small, size, 0, 0, INTER_AREA);
        small.copyTo(corner);
        assertThat(detector.detect(white)).hasSameSizeAs(alone);
        try (Mat tooSmallForThat = Resized.shrunk(white, 1270)) {
          assertThat(detector.detect(tooSmallForThat)).hasSizeLessThan(alone.size());
        }
      }
    }
  }

  @Tag("shared")
  @ParameterizedTest
  @ValueSource(ints = {-90, -25, 25, 90, 180})
  void detect_ofATurnedFace_levelsItOrSaysThatItIsNotAligned(int degrees) {
    try (FaceDetector detector = open(DYNAMIC);
        Mat picture = picture("man")) {
      Face face = detector.detect(picture).get(0);
      Similarity turn =
          Similarity.turn(degrees, picture.cols() / 2.0, picture.rows() / 2.0)
              .then(Similarity.shift(200, 200));
      try (Mat turned = turn.warp(picture, picture.cols() + 400, picture.rows() + 400, 255)) {
        for (Face found : detector.detect(turned)) {
          double eye = found.points().get(0).distance(found.points().get(1));
          boolean right =
              IntStream.range(0, Face.POINTS)
                  .allMatch(
                      i ->
                          turn.apply(face.points().get(i)).distance(found.points().get(i))
                              < eye / 4);
          assertThat(right || !found.hasHead()).isTrue();
        }
      }
    }
  }

  private static FaceDetector open(String network) {
    return YuNetDetector.open(SharedFolder.path("models", "faces", network));
  }

  private static Mat picture(String photo) {
    return imread(SharedFolder.path("golden", photo, "input.png").toString());
  }

  private static Face nearest(List<Face> faces, Face wanted) {
    return faces.stream()
        .max(Comparator.comparingDouble(face -> face.box().overlap(wanted.box())))
        .orElseThrow();
  }

  private static List<Face> golden(String photo) {
    List<Face> faces = new ArrayList<>();
    for (JsonNode face :
        new ObjectMapper().readTree(SharedFolder.path("golden", photo, "faces.json"))) {
      JsonNode box = face.get("box");
      List<Point> points = new ArrayList<>();
      for (JsonNode point : face.get("points")) {
        points.add(new Point(point.get(0).asDouble(), point.get(1).asDouble()));
      }
      faces.add(
          new Face(
              new Box(
                  box.get(0).asDouble(),
                  box.get(1).asDouble(),
                  box.get(2).asDouble(),
                  box.get(3).asDouble()),
              face.get("score").asDouble(),
              points));
    }
    return faces;
  }
}
