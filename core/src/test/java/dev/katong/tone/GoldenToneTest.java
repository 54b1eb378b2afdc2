package dev.katong.tone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.ellipse;

import dev.katong.face.Box;
import dev.katong.face.Face;
import dev.katong.face.Point;
import dev.katong.fixture.ColourDifference;
import dev.katong.fixture.SharedFolder;
import dev.katong.image.Lab;
import dev.katong.image.Photo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The skin of the people in real photos, drawn by real networks. The skin that is measured is what
 * lies in the ellipse inside a face's box, without discs around eyes and mouth; it knows nothing of
 * how the product finds skin.
 */
@Tag("shared")
class GoldenToneTest {
  @ParameterizedTest
  @CsvSource({
    "man, anime, 0.5",
    "group, anime, 0.5",
    "portrait, anime, 0.8",
    "astronaut, anime, 0.8",
    "group, sketch, 0.8",
    "man, 3d, 0.9"
  })
  void keep_ofARealCartoon_bringsSkinNearerToThePhoto(String name, String style, double share)
      throws IOException {
    Path golden = SharedFolder.path("golden", name);
    List<Face> faces = faces(golden);
    try (Photo photo = Photo.decode(golden.resolve("input.png"));
        Photo drawn = Photo.decode(golden.resolve(style + "-composite.png"));
        Mat skin = skin(photo.mat(), faces);
        Mat cartoon = drawn.mat().clone()) {
      double before = difference(photo.mat(), cartoon, skin);
      Tone.keep(cartoon, photo.mat(), faces, 1);
      double after = difference(photo.mat(), cartoon, skin);
      System.out.printf("%s %s: mean CIEDE2000 %.1f, with tone %.1f%n", name, style, before, after);
      assertThat(after).isLessThanOrEqualTo(share * before);
    }
  }

  private static List<Face> faces(Path golden) throws IOException {
    List<Face> faces = new ArrayList<>();
    for (JsonNode face :
        new ObjectMapper().readTree(Files.readString(golden.resolve("faces.json")))) {
      List<Point> points = new ArrayList<>();
      face.get("points").forEach(p -> points.add(new Point(number(p, 0), number(p, 1))));
      JsonNode box = face.get("box");
      faces.add(
          new Face(
              new Box(number(box, 0), number(box, 1), number(box, 2), number(box, 3)),
              face.get("score").asDouble(),
              points));
    }
    return faces;
  }

  private static double number(JsonNode array, int index) {
    return array.get(index).asDouble();
  }

  private static Mat skin(Mat photo, List<Face> faces) {
    Mat skin = new Mat(photo.rows(), photo.cols(), CV_8UC1, Scalar.all(0));
    for (Face face : faces) {
      Box box = face.box();
      oval(
          skin,
          new Point(box.x() + box.width() / 2, box.y() + box.height() / 2),
          0.4 * box.width(),
          0.4 * box.height(),
          255);
    }
    for (Face face : faces) {
      List<Point> points = face.points();
      double eyes =
          Math.hypot(points.get(1).x() - points.get(0).x(), points.get(1).y() - points.get(0).y());
      points.subList(0, 2).forEach(eye -> oval(skin, eye, 0.35 * eyes, 0.35 * eyes, 0));
      Point mouth =
          new Point(
              (points.get(3).x() + points.get(4).x()) / 2,
              (points.get(3).y() + points.get(4).y()) / 2);
      oval(skin, mouth, 0.55 * eyes, 0.25 * eyes, 0);
    }
    return skin;
  }

  private static void oval(Mat mask, Point middle, double across, double down, int value) {
    ellipse(
        mask,
        new org.bytedeco.opencv.opencv_core.Point((int) middle.x(), (int) middle.y()),
        new Size((int) across, (int) down),
        0,
        0,
        360,
        Scalar.all(value),
        FILLED,
        LINE_8,
        0);
  }

  private static double difference(Mat photo, Mat cartoon, Mat where) {
    try (Mat one = Lab.of(photo);
        Mat other = Lab.of(cartoon);
        FloatIndexer a = one.createIndexer();
        FloatIndexer b = other.createIndexer();
        UByteIndexer counts = where.createIndexer()) {
      double sum = 0;
      long count = 0;
      for (long y = 0; y < photo.rows(); y++) {
        for (long x = 0; x < photo.cols(); x++) {
          if (counts.get(y, x) > 127) {
            sum +=
                ColourDifference.of(
                    new double[] {a.get(y, x, 0), a.get(y, x, 1), a.get(y, x, 2)},
                    new double[] {b.get(y, x, 0), b.get(y, x, 1), b.get(y, x, 2)});
            count++;
          }
        }
      }
      return sum / count;
    }
  }
}
