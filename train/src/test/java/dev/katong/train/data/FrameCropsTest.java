package dev.katong.train.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadPhoto;
import dev.katong.fixture.PictureAssert;
import dev.katong.train.fixture.DrawnPhotos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameCropsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"480, 600, 720", "1000, 800, 400", "90, 64, 720", "3000, 120, 100"})
  void next_anyPhoto_isOfTheAskedSide(int width, int height, int workingSize) {
    List<Path> photos = DrawnPhotos.write(folder, 1, width, height);
    try (FrameCrops crops = new FrameCrops(photos, workingSize)) {
      for (int seed = 0; seed < 50; seed++) {
        try (Mat piece = crops.next(new SplittableRandom(seed), 160)) {
          PictureAssert.assertThat(piece).hasSize(160, 160);
        }
      }
    }
  }

  @Test
  void next_sameSeed_isTheSamePiece() {
    try (FrameCrops crops = new FrameCrops(DrawnPhotos.write(folder, 3, 300, 400), 300);
        Mat one = crops.next(new SplittableRandom(7), 160);
        Mat again = crops.next(new SplittableRandom(7), 160);
        Mat other = crops.next(new SplittableRandom(8), 160)) {
      PictureAssert.assertThat(one).differsAtMostBy(again, 0);
      PictureAssert.assertThat(one).differsMoreThan(other, 20);
    }
  }

  @Test
  void new_fileThatIsNoPhoto_namesIt() throws IOException {
    Path file = Files.writeString(folder.resolve("letter.jpg"), "no photo");

    assertThatThrownBy(() -> new FrameCrops(List.of(file), 300))
        .isInstanceOf(BadPhoto.class)
        .hasMessageContaining("letter.jpg");
  }
}
