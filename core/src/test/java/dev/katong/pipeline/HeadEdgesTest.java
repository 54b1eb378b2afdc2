package dev.katong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2Lab;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.katong.Cancellation;
import dev.katong.face.Face;
import dev.katong.face.FaceAlignment;
import dev.katong.face.YuNetDetector;
import dev.katong.fixture.ColourDifference;
import dev.katong.fixture.SharedFolder;
import dev.katong.image.Photo;
import dev.katong.image.PictureSize;
import dev.katong.network.Tiling;
import dev.katong.plan.TileGrid;
import dev.katong.style.Style;
import dev.katong.style.StyleStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The difference between heads and their surroundings along the heads' edges, on real photos. */
@Tag("shared")
class HeadEdgesTest {
  private static final List<Integer> PHOTOS = List.of(94, 184, 320, 307);
  private static final int WORKING_SIZE = 720;

  @ParameterizedTest
  @ValueSource(strings = {"3d", "anime"})
  void seam_ofRealHeads_differsLessThanTheStylesMask(String name) {
    Path yuNet = SharedFolder.path("models", "faces", "yunet_n_dynamic.onnx");
    try (Style style = Style.load(new StyleStore(Path.of("nowhere")).find(name), 2);
        YuNetDetector detector = YuNetDetector.open(yuNet)) {
      for (int number : PHOTOS) {
        Path file = SharedFolder.path("photos", "faces", "face-%03d.jpg".formatted(number));
        try (Photo photo = Photo.decode(file);
            Mat view =
                PictureSize.of(photo.mat()).withShortSideAtMost(WORKING_SIZE).fit(photo.mat())) {
          compare(style, view, detector.detect(view).get(0), name + ", photo " + number);
        }
      }
    }
  }

  private static void compare(Style style, Mat view, Face face, String label) {
    Style.Head head = style.head().orElseThrow();
    FaceAlignment alignment = FaceAlignment.of(face, head.size());
    PictureSize padded = PictureSize.of(view).roundedUpTo(16);
    try (Mat background = background(style, view, padded);
        Mat around = alignment.cropSmoothlyMirrored(background);
        Mat crop = alignment.cropSmoothlyMirrored(view);
        Mat drawn = head.network().run(crop);
        HeadSeam seam = HeadSeam.of(drawn, around, SeamRing.of(head.mask()))) {
      double before = difference(drawn, around, head.mask());
      double after = difference(seam.picture(), around, seam.mask());
      System.out.printf(Locale.ROOT, "%s: %.2f, fitted %.2f%n", label, before, after);
      assertThat(after).as(label).isLessThan(0.85 * before);
    }
  }

  private static Mat background(Style style, Mat view, PictureSize padded) {
    return Frame.draw(
        view,
        style.background(),
        TileGrid.whole(padded),
        Tiling.EXACT,
        Cancellation.NEVER,
        done -> {});
  }

  /** The mean CIEDE2000 over the mask's edge. */
  private static double difference(Mat head, Mat around, Mat mask) {
    double sum = 0;
    double weights = 0;
    try (Mat one = lab(head);
        Mat other = lab(around);
        FloatIndexer drawn = one.createIndexer();
        FloatIndexer wanted = other.createIndexer();
        FloatIndexer shares = mask.createIndexer()) {
      for (int y = 0; y < mask.rows(); y++) {
        for (int x = 0; x < mask.cols(); x++) {
          float share = shares.get(y, x);
          double weight = share * (1 - share);
          if (weight > 0) {
            sum += weight * ColourDifference.of(colour(drawn, y, x), colour(wanted, y, x));
            weights += weight;
          }
        }
      }
    }
    return sum / weights;
  }

  private static double[] colour(FloatIndexer lab, int y, int x) {
    return new double[] {lab.get(y, x, 0), lab.get(y, x, 1), lab.get(y, x, 2)};
  }

  private static Mat lab(Mat bgr) {
    Mat lab = new Mat();
    bgr.convertTo(lab, CV_32F, 1 / 255.0, 0);
    cvtColor(lab, lab, COLOR_BGR2Lab);
    return lab;
  }
}
