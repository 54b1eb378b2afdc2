package dev.katong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.NORM_L1;
import static org.bytedeco.opencv.global.opencv_core.norm;

import dev.katong.face.Box;
import dev.katong.face.Face;
import dev.katong.face.FaceAlignment;
import dev.katong.face.Point;
import dev.katong.fixture.PictureAssert;
import dev.katong.image.PictureSize;
import java.util.List;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class FineHeadsTest {
  private static final int SIZE = 96;
  private static final PictureSize VIEW = new PictureSize(80, 60);
  private static final PictureSize LARGE = new PictureSize(320, 240);

  private final Mat mask = new Mat(SIZE, SIZE, CV_32FC1, Scalar.all(1));

  /** A face whose crop covers {@code side} pixels of the view from (x, y) on. */
  private static Face face(double x, double y, double side) {
    List<Point> points =
        FaceAlignment.reference(SIZE).stream()
            .map(p -> new Point(x + p.x() * side / SIZE, y + p.y() * side / SIZE))
            .toList();
    return new Face(new Box(x, y, side, side), 0.9, points);
  }

  /** Vertical stripes, each {@code width} pixels wide. */
  private static Mat stripes(int width) {
    Mat picture = new Mat(SIZE, SIZE, CV_8UC3);
    try (UByteIndexer values = picture.createIndexer()) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          for (int c = 0; c < 3; c++) {
            values.put(y, x, c, x / width % 2 == 0 ? 60 : 200);
          }
        }
      }
    }
    return picture;
  }

  private static Mat grey(PictureSize size) {
    return new Mat(size.height(), size.width(), CV_8UC3, Scalar.all(128));
  }

  /** The head network's picture, placed on a large canvas at once. */
  private Mat placedAtOnce(Face face, Mat head) {
    Mat canvas = grey(LARGE);
    HeadBlend.blend(canvas, head, mask, FaceAlignment.of(face.scaled(4, 4), SIZE));
    return canvas;
  }

  @Test
  void sharpen_ofASmallHead_isAsIfItHadBeenPlacedInTheLargePicture() {
    Face face = face(20, 10, 24);
    try (FineHeads heads = new FineHeads(SIZE, VIEW);
        Mat head = stripes(6);
        Mat canvas = grey(VIEW)) {
      HeadBlend.blend(canvas, head, mask, FaceAlignment.of(face, SIZE));
      heads.keep(face, head, mask);
      try (Mat enlarged = LARGE.fit(canvas);
          Mat soft = enlarged.clone();
          Mat expected = placedAtOnce(face, head);
          Rect inner = new Rect(88, 48, 80, 80);
          Mat wanted = new Mat(expected, inner);
          Mat got = new Mat(enlarged, inner);
          Mat before = new Mat(soft, inner)) {
        heads.sharpen(enlarged);

        assertThat(norm(got, wanted, NORM_L1, null))
            .isLessThan(norm(before, wanted, NORM_L1, null) / 10);
        try (Rect outer = new Rect(0, 160, 320, 80);
            Mat outside = new Mat(enlarged, outer);
            Mat untouched = new Mat(soft, outer)) {
          PictureAssert.assertThat(outside).differsAtMostBy(untouched, 0);
        }
      }
    }
  }

  @Test
  void sharpen_ofALargeHead_changesNothing() {
    Face face = face(-30, -30, 100);
    try (FineHeads heads = new FineHeads(SIZE, VIEW);
        Mat head = stripes(6);
        Mat enlarged = grey(LARGE);
        Mat before = enlarged.clone()) {
      heads.keep(face, head, mask);

      heads.sharpen(enlarged);

      PictureAssert.assertThat(enlarged).differsAtMostBy(before, 0);
    }
  }

  @Test
  void sharpen_ofAHeadBehindAnother_leavesTheOneInFront() {
    Face behind = face(20, 10, 24);
    Face inFront = face(20, 10, 24.5);
    try (FineHeads heads = new FineHeads(SIZE, VIEW);
        Mat striped = stripes(6);
        Mat plain = new Mat(SIZE, SIZE, CV_8UC3, Scalar.all(90));
        Mat canvas = grey(VIEW)) {
      HeadBlend.blend(canvas, striped, mask, FaceAlignment.of(behind, SIZE));
      HeadBlend.blend(canvas, plain, mask, FaceAlignment.of(inFront, SIZE));
      heads.keep(behind, striped, mask);
      heads.keep(inFront, plain, mask);
      try (Mat enlarged = LARGE.fit(canvas);
          Rect inner = new Rect(96, 56, 64, 64);
          Mat seen = new Mat(enlarged, inner);
          Mat expected = new Mat(64, 64, CV_8UC3, Scalar.all(90))) {
        heads.sharpen(enlarged);

        PictureAssert.assertThat(seen).differsAtMostBy(expected, 1);
      }
    }
  }

  @Test
  void spare_underASmallHead_takesThePhotosDetailOut() {
    try (FineHeads heads = new FineHeads(SIZE, VIEW);
        Mat head = stripes(6);
        Mat gain = new Mat(60, 80, CV_8UC1, Scalar.all(200))) {
      heads.keep(face(20, 10, 24), head, mask);

      heads.spare(gain);

      try (UByteIndexer values = gain.createIndexer()) {
        assertThat(values.get(20, 30)).isZero();
        assertThat(values.get(50, 10)).isEqualTo(200);
      }
    }
  }
}
