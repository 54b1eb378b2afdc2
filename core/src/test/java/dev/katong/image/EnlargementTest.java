package dev.katong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.randu;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.katong.fixture.PictureAssert;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

class EnlargementTest {
  @Property(tries = 200)
  void piece_anywhere_isThatOfTheWhole(
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 1, max = 60) int height,
      @ForAll @IntRange(min = 0, max = 300) int moreWidth,
      @ForAll @IntRange(min = 0, max = 300) int moreHeight,
      @ForAll @IntRange(min = 1, max = 9000) int pixels,
      @ForAll boolean cubic) {
    PictureSize large = new PictureSize(width + moreWidth, height + moreHeight);
    Enlargement enlargement = new Enlargement(new PictureSize(width, height), large);
    int interpolation = cubic ? INTER_CUBIC : INTER_LINEAR;
    try (Mat small = noise(height, width, cubic ? CV_8UC1 : CV_8UC3);
        Rect all = new Rect(0, 0, large.width(), large.height());
        Mat whole = enlargement.piece(small, all, interpolation)) {
      Bands.each(
          large,
          pixels,
          piece -> {
            try (Mat part = enlargement.piece(small, piece, interpolation);
                Mat expected = new Mat(whole, piece)) {
              PictureAssert.assertThat(part).differsAtMostBy(expected, 0);
            }
          });
    }
  }

  /** A part of the small picture gives the whole's pixels, where only it is looked at. */
  @Property(tries = 100)
  void piece_ofAPart_isThatOfTheWhole(
      @ForAll @IntRange(min = 0, max = 30) int left,
      @ForAll @IntRange(min = 0, max = 20) int top,
      @ForAll @IntRange(min = 6, max = 40) int width,
      @ForAll @IntRange(min = 6, max = 40) int height,
      @ForAll @IntRange(min = 70, max = 400) int largeWidth) {
    PictureSize small = new PictureSize(70, 60);
    Enlargement enlargement = new Enlargement(small, small.withLongSide(largeWidth));
    try (Mat picture = noise(60, 70, CV_8UC1);
        Rect place = new Rect(left, top, width, height);
        Mat part = new Mat(picture, place);
        Rect everything = new Rect(0, 0, largeWidth, small.withLongSide(largeWidth).height());
        Rect touched = enlargement.touched(left, top, width, height, everything);
        Mat ofPart = enlargement.piece(part, left, top, touched, INTER_LINEAR);
        Mat ofWhole = enlargement.piece(picture, touched, INTER_LINEAR);
        // A linear neighbour on each side lies outside of the part.
        Rect inner = inner(touched, largeWidth / 70 + 2);
        Mat found = new Mat(ofPart, inner);
        Mat expected = new Mat(ofWhole, inner)) {
      PictureAssert.assertThat(found).differsAtMostBy(expected, 0);
    }
  }

  @Property(tries = 50)
  void piece_ofTheWhole_isNearlyOpenCvsResize(
      @ForAll @IntRange(min = 8, max = 60) int width,
      @ForAll @IntRange(min = 8, max = 60) int height,
      @ForAll @IntRange(min = 0, max = 200) int more) {
    PictureSize large = new PictureSize(width + more, height + more);
    Enlargement enlargement = new Enlargement(new PictureSize(width, height), large);
    try (Mat small = noise(height, width, CV_8UC3);
        Size size = new Size(large.width(), large.height());
        Rect all = new Rect(0, 0, large.width(), large.height());
        Mat whole = enlargement.piece(small, all, INTER_LINEAR);
        Mat resized = new Mat()) {
      resize(small, resized, size, 0, 0, INTER_LINEAR);
      // 1/64 of a pixel off, in both directions, between neighbours of any values.
      PictureAssert.assertThat(whole).differsAtMostBy(resized, 10);
    }
  }

  @Property(tries = 100)
  void each_piece_isInsideAndNoneIsMissing(
      @ForAll @IntRange(min = 1, max = 40_000) int width,
      @ForAll @IntRange(min = 1, max = 500) int height,
      @ForAll @IntRange(min = 1, max = 1 << 20) int pixels) {
    PictureSize size = new PictureSize(width, height);
    long[] covered = new long[1];
    Bands.each(
        size,
        pixels,
        piece -> {
          assertThat(piece.x() + piece.width()).isLessThanOrEqualTo(width);
          assertThat(piece.y() + piece.height()).isLessThanOrEqualTo(height);
          assertThat(piece.width()).isLessThan(32_767);
          covered[0] += (long) piece.width() * piece.height();
        });
    assertThat(covered[0]).isEqualTo(size.pixels());
  }

  private static Rect inner(Rect rect, int border) {
    int acrossBorder = Math.min(border, (rect.width() - 1) / 2);
    int downBorder = Math.min(border, (rect.height() - 1) / 2);
    return new Rect(
        acrossBorder, downBorder, rect.width() - 2 * acrossBorder, rect.height() - 2 * downBorder);
  }

  private static Mat noise(int rows, int columns, int type) {
    Mat noise = new Mat(rows, columns, type);
    try (Mat low = new Mat(1, 1, CV_32F, Scalar.all(0));
        Mat high = new Mat(1, 1, CV_32F, Scalar.all(256))) {
      randu(noise, low, high);
    }
    return noise;
  }
}
