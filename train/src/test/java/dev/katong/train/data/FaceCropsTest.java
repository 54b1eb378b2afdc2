package dev.katong.train.data;

import static dev.katong.fixture.PictureAssert.psnr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.katong.KatongException.BadPhoto;
import dev.katong.face.FaceDetector;
import dev.katong.face.HaarDetector;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.image.Photo;
import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import dev.katong.train.fixture.DrawnPhotos;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceCropsTest {
  private static final int SIZE = 288;

  @TempDir private Path folder;

  @Test
  void next_wholeSide_showsTheAlignedFaceALittleMoved() {
    try (FaceDetector detector = HaarDetector.open();
        FaceCrops crops = new FaceCrops(portraits(), detector, SIZE);
        Mat aligned = crops.whole(0);
        Mat mirrored = new Mat()) {
      flip(aligned, mirrored, 1);
      assertThat(crops.count()).isEqualTo(1);
      for (int seed = 0; seed < 20; seed++) {
        try (Mat piece = crops.next(new SplittableRandom(seed), SIZE)) {
          PictureAssert.assertThat(piece).hasSize(SIZE, SIZE);
          double same = likeness(piece, aligned);
          double other = likeness(piece, mirrored);
          assertThat(Math.max(same, other)).as("seed %d, in dB", seed).isGreaterThan(14);
        }
      }
    }
  }

  @Test
  void next_sameSeed_isTheSamePiece() {
    try (FaceDetector detector = HaarDetector.open();
        FaceCrops crops = new FaceCrops(portraits(), detector, SIZE);
        Mat one = crops.next(new SplittableRandom(5), 160);
        Mat again = crops.next(new SplittableRandom(5), 160);
        Mat other = crops.next(new SplittableRandom(6), 160)) {
      PictureAssert.assertThat(one).hasSize(160, 160);
      PictureAssert.assertThat(one).differsAtMostBy(again, 0);
      PictureAssert.assertThat(one).differsMoreThan(other, 20);
    }
  }

  @Test
  void new_photosWithoutFaces_saysWhatToDo() {
    Path file = folder.resolve("landscape.png");
    try (Photo photo = Photo.of(DrawnPortrait.drawLandscape(320, 240))) {
      PictureEncoder.write(photo.mat(), file, PictureFormat.PNG, PictureEncoder.DEFAULT_QUALITY);
    }
    try (FaceDetector detector = HaarDetector.open()) {
      assertThatThrownBy(() -> new FaceCrops(List.of(file), detector, SIZE))
          .isInstanceOf(BadPhoto.class)
          .hasMessageContaining("no face of 64 pixels");
    }
  }

  private List<Path> portraits() {
    return DrawnPhotos.write(folder, 1, 480, 600);
  }

  /** The similarity of two reduced pictures, in dB. */
  private static double likeness(Mat one, Mat other) {
    try (Mat small = small(one);
        Mat otherSmall = small(other)) {
      return psnr(small, otherSmall);
    }
  }

  private static Mat small(Mat picture) {
    Mat small = new Mat();
    try (Size size = new Size(12, 12)) {
      resize(picture, small, size, 0, 0, INTER_AREA);
    }
    return small;
  }
}
