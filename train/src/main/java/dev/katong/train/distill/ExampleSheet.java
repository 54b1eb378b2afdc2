package dev.katong.train.distill;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/** A sheet of pictures of one size in rows and columns, for people to look at. */
final class ExampleSheet {
  /** The most rows of the sheet. */
  private static final int MOST_ROWS = 12;

  private static final int GAP = 4;

  private ExampleSheet() {}

  /** Writes columns of pictures as one PNG. */
  static void write(List<List<Mat>> columns, Path png) {
    int rows = Math.min(MOST_ROWS, columns.get(0).size());
    int width = columns.get(0).get(0).cols();
    int height = columns.get(0).get(0).rows();
    try (Scalar white = Scalar.all(255);
        Mat sheet =
            new Mat(
                rows * (height + GAP) - GAP,
                columns.size() * (width + GAP) - GAP,
                CV_8UC3,
                white)) {
      for (int column = 0; column < columns.size(); column++) {
        for (int row = 0; row < rows; row++) {
          try (Rect place = new Rect(column * (width + GAP), row * (height + GAP), width, height);
              Mat slot = new Mat(sheet, place)) {
            columns.get(column).get(row).copyTo(slot);
          }
        }
      }
      PictureEncoder.write(sheet, png, PictureFormat.PNG, PictureEncoder.DEFAULT_QUALITY);
    }
  }
}
