package dev.katong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.bitwise_not;
import static org.bytedeco.opencv.global.opencv_core.mean;
import static org.bytedeco.opencv.global.opencv_core.minMaxLoc;
import static org.bytedeco.opencv.global.opencv_core.randu;

import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.image.Photo;
import dev.katong.image.PictureSize;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class PhotoDetailTest {
  private static final PictureSize LARGE = new PictureSize(900, 675);
  private static final PictureSize SMALL = new PictureSize(300, 225);

  @Property(tries = 60)
  void sharpen_inPieces_equalsTheWhole(
      @ForAll @IntRange(min = 20, max = 200) int width,
      @ForAll @IntRange(min = 20, max = 200) int height,
      @ForAll @IntRange(min = 10, max = 20) int smallHeight,
      @ForAll @IntRange(min = 1, max = 20_000) int pixels) {
    PictureSize small = new PictureSize(Math.max(1, width * smallHeight / height), smallHeight);
    try (Mat photo = noise(height, width, CV_8UC3);
        Mat view = small.fit(photo);
        Mat gain = noise(small.height(), small.width(), CV_8UC1);
        Mat whole = noise(height, width, CV_8UC3);
        Mat inPieces = whole.clone()) {
      PhotoDetail.sharpen(whole, photo, view, gain, Integer.MAX_VALUE);
      PhotoDetail.sharpen(inPieces, photo, view, gain, pixels);
      PictureAssert.assertThat(inPieces).differsAtMostBy(whole, 0);
    }
  }

  @Test
  void finish_ofACartoonThatIsThePhoto_givesThePhotosSharpness() {
    try (Photo drawn = Photo.of(DrawnPortrait.draw(LARGE.width(), LARGE.height()));
        Mat view = SMALL.fit(drawn.mat());
        Mat plain = LARGE.fit(view);
        Mat detailed = Finisher.finish(view, drawn.mat(), view, null, 1, LARGE)) {
      double before = PictureAssert.psnr(plain, drawn.mat());
      assertThat(PictureAssert.psnr(detailed, drawn.mat())).isGreaterThan(before + 3);
    }
  }

  @Test
  void finish_ofACartoonThatIsNotThePhoto_addsNothing() {
    try (Photo drawn = Photo.of(DrawnPortrait.draw(LARGE.width(), LARGE.height()));
        Mat view = SMALL.fit(drawn.mat());
        Mat cartoon = new Mat();
        Mat flat = new Mat(SMALL.height(), SMALL.width(), CV_8UC3, Scalar.all(130))) {
      bitwise_not(view, cartoon);
      for (Mat unlike : new Mat[] {cartoon, flat}) {
        try (Mat plain = LARGE.fit(unlike);
            Mat detailed = Finisher.finish(unlike, drawn.mat(), view, null, 1, LARGE)) {
          PictureAssert.assertThat(detailed).differsAtMostBy(plain, 0);
        }
      }
    }
  }

  @Test
  void slope_isThatOfTheCartoonOnThePhoto() {
    try (Mat photo = noise(120, 120, CV_8UC3);
        Mat half = new Mat();
        Mat slopes = new Mat()) {
      photo.convertTo(half, -1, 0.5, 60);
      try (Mat gain = LocalSlope.of(photo, half)) {
        assertThat(mean(gain).get() * LocalSlope.STEP).isBetween(0.47, 0.5);
      }
      photo.convertTo(half, -1, 0.1, 60);
      photo.convertTo(slopes, -1, 0.04, 60);
      try (Mat steep = LocalSlope.of(slopes, half);
          Mat against = LocalSlope.of(photo, photo)) {
        assertThat(largest(steep)).as("clipped").isLessThanOrEqualTo(255);
        assertThat(mean(against).get() * LocalSlope.STEP).isBetween(0.95, 1.0);
      }
    }
  }

  private static double largest(Mat values) {
    double[] most = new double[1];
    minMaxLoc(values, new double[1], most, null, null, null);
    return most[0];
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
