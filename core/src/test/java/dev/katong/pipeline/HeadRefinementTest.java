package dev.katong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.bitwise_not;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.katong.face.FaceAlignment;
import dev.katong.face.Similarity;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.image.Photo;
import dev.katong.image.PictureSize;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;

class HeadRefinementTest {
  private static final int SIZE = 96;

  @Property(tries = 10)
  void of_evenHead_changesNothing(@ForAll @IntRange(min = 0, max = 255) int grey) {
    try (Mat head = new Mat(SIZE, SIZE, CV_8UC3, Scalar.all(grey));
        HeadRefinement refinement = HeadRefinement.of(head, null, Mat::clone);
        Mat refined = refinement.applyTo(head);
        Mat expected = new Mat(2 * SIZE, 2 * SIZE, CV_8UC3, Scalar.all(grey))) {
      PictureAssert.assertThat(refined).differsAtMostBy(expected, 1);
    }
  }

  @Test
  void of_anyNetwork_changesEyesAndMouthOnly() {
    List<PictureSize> drawn = new ArrayList<>();
    try (Photo photo = Photo.of(DrawnPortrait.draw(SIZE, SIZE));
        HeadRefinement refinement =
            HeadRefinement.of(
                photo.mat(),
                null,
                part -> {
                  drawn.add(PictureSize.of(part));
                  Mat other = new Mat();
                  bitwise_not(part, other);
                  return other;
                });
        Mat refined = refinement.applyTo(photo.mat());
        Mat plain = enlarged(photo.mat());
        UByteIndexer one = refined.createIndexer();
        UByteIndexer other = plain.createIndexer()) {
      assertThat(drawn).containsOnly(new PictureSize(SIZE, SIZE)).hasSize(2);
      PictureAssert.assertThat(refined).hasSize(2 * SIZE, 2 * SIZE);
      long changed = 0;
      for (int y = 0; y < 2 * SIZE; y++) {
        for (int x = 0; x < 2 * SIZE; x++) {
          boolean differs = one.get(y, x, 0) != other.get(y, x, 0);
          changed += differs ? 1 : 0;
          if (x < SIZE / 2 - 1 || x > SIZE * 3 / 2 || y < SIZE / 3) {
            assertThat(differs).as("%d, %d", x, y).isFalse();
          }
        }
      }
      assertThat(changed).isPositive();
    }
  }

  @Test
  void of_photo_takesWhatTheNetworkDrawsOfIt() {
    try (Photo photo = Photo.of(DrawnPortrait.draw(2 * SIZE, 2 * SIZE));
        Mat head = new Mat(SIZE, SIZE, CV_8UC3, Scalar.all(128));
        HeadRefinement ofHead = HeadRefinement.of(head, null, Mat::clone);
        HeadRefinement ofPhoto = HeadRefinement.of(head, photo.mat(), Mat::clone);
        Mat even = ofHead.applyTo(head);
        Mat drawn = ofPhoto.applyTo(head)) {
      PictureAssert.assertThat(even).differsAtMostBy(enlarged(head), 1);
      assertThat(org.bytedeco.opencv.global.opencv_core.norm(drawn, even)).isGreaterThan(100);
    }
  }

  @Test
  void isWorthwhile_forFacesOneAndAHalfTimesAsLarge() {
    assertThat(HeadRefinement.isWorthwhile(enlargedBy(1.4))).isFalse();
    assertThat(HeadRefinement.isWorthwhile(enlargedBy(1.6))).isTrue();
  }

  private static FaceAlignment enlargedBy(double factor) {
    return new FaceAlignment(new Similarity(1 / factor, 0, 0, 0), SIZE);
  }

  private static Mat enlarged(Mat picture) {
    Mat enlarged = new Mat();
    try (Size size = new Size(2 * picture.cols(), 2 * picture.rows())) {
      resize(picture, enlarged, size, 0, 0, INTER_CUBIC);
      return enlarged;
    }
  }
}
