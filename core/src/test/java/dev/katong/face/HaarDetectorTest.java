package dev.katong.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imread;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.SharedFolder;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaarDetectorTest {
  private HaarDetector detector;

  @BeforeEach
  void open() {
    assumeThat(Loader.getPlatform())
        .as("OpenCV's library for Windows comes without cascades")
        .doesNotStartWith("windows");
    detector = HaarDetector.open();
  }

  @AfterEach
  void close() {
    if (detector != null) {
      detector.close();
      detector.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"320, 400", "600, 720", "1600, 1200"})
  void detect_inADrawnPortrait_findsTheFaceAndItsPoints(int width, int height) {
    try (Mat picture = bgr(DrawnPortrait.draw(width, height))) {
      List<Face> faces = detector.detect(picture);
      assertThat(faces).hasSize(1);
      assertThat(pointError(faces.get(0), drawn(width, height))).isLessThan(0.15);
    }
  }

  @Test
  void detect_inATurnedPortrait_findsTheTiltedFace() {
    Similarity turn = Similarity.turn(28, 300, 360);
    try (Mat upright = bgr(DrawnPortrait.draw(600, 720));
        Mat turned = new Mat();
        Mat matrix = turn.matrix();
        Size size = upright.size();
        Scalar black = Scalar.all(0)) {
      warpAffine(upright, turned, matrix, size, INTER_LINEAR, BORDER_REPLICATE, black);
      List<Face> faces = detector.detect(turned);
      assertThat(faces).hasSize(1);
      List<Point> wanted = drawn(600, 720).stream().map(turn::apply).toList();
      assertThat(pointError(faces.get(0), wanted)).isLessThan(0.2);
    }
  }

  @Test
  void detect_inADrawnGroup_findsThree() {
    try (Mat picture = bgr(DrawnPortrait.drawGroup(960, 720))) {
      assertThat(detector.detect(picture)).hasSize(3);
    }
  }

  @Test
  void detect_inALandscape_findsNone() {
    try (Mat picture = bgr(DrawnPortrait.drawLandscape(960, 720))) {
      assertThat(detector.detect(picture)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "19, 19", "2000, 30", "30, 2000", "3000, 1"})
  void detect_inAPictureTooSmallForAFace_findsNone(int width, int height) {
    try (Scalar black = Scalar.all(0);
        Mat strip = new Mat(height, width, CV_8UC3, black)) {
      assertThat(detector.detect(strip)).isEmpty();
    }
  }

  @Test
  void detect_afterClose_isRefused() {
    detector.close();
    try (Scalar black = Scalar.all(0);
        Mat picture = new Mat(50, 50, CV_8UC3, black)) {
      assertThatThrownBy(() -> detector.detect(picture)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Tag("shared")
  @ParameterizedTest
  @CsvSource({"astronaut, 0.1", "man, 0.15", "portrait, 0.15"})
  void detect_inAGoldenPhoto_isNearYuNet(String photo, double tolerance) {
    try (FaceDetector yunet =
            YuNetDetector.open(SharedFolder.path("models", "faces", "yunet_n_dynamic.onnx"));
        Mat picture = imread(SharedFolder.path("golden", photo, "input.png").toString())) {
      List<Face> faces = detector.detect(picture);
      Face wanted = yunet.detect(picture).get(0);
      assertThat(faces).hasSize(1);
      assertThat(faces.get(0).box().overlap(wanted.box())).isGreaterThan(0.7);
      assertThat(pointError(faces.get(0), wanted.points())).isLessThan(tolerance);
    }
  }

  /** The mean distance of the points from where they should be, over the eyes' distance. */
  private static double pointError(Face face, List<Point> wanted) {
    double sum = 0;
    for (int i = 0; i < Face.POINTS; i++) {
      sum += face.points().get(i).distance(wanted.get(i));
    }
    return sum / Face.POINTS / wanted.get(0).distance(wanted.get(1));
  }

  private static List<Point> drawn(int width, int height) {
    return Arrays.stream(DrawnPortrait.points(width, height))
        .map(p -> new Point(p[0], p[1]))
        .toList();
  }

  private static Mat bgr(BufferedImage image) {
    byte[] bytes = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    Mat picture = new Mat(image.getHeight(), image.getWidth(), CV_8UC3);
    picture.data().put(bytes, 0, bytes.length);
    return picture;
  }
}
