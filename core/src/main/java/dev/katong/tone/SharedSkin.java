package dev.katong.tone;

import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.max;
import static org.bytedeco.opencv.global.opencv_ximgproc.guidedFilter;

import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * The skin of all people of a picture together. It is smoothed along the edges that the cartoon has
 * (guided filter; He, Sun, Tang, IEEE TPAMI 35(6), 2013), and then divided: the shares of one pixel
 * are in proportion to the squares of what each person claims.
 */
final class SharedSkin {
  /** The filter's radius, as a distance on the aligned face of side 112. */
  private static final double RADIUS = 4;

  private static final int LEAST_RADIUS = 3;

  /** The variance, of values 0 to 255, that the filter treats as noise. */
  private static final double NOISE = 200;

  /** The filter's own size of working, where its radius allows it. */
  private static final double REDUCTION = 0.5;

  private SharedSkin() {}

  /**
   * Changes the people's weights.
   *
   * @param cartoon 8-bit BGR, of the view's size
   */
  static void divide(List<Person> people, Mat cartoon) {
    if (people.isEmpty()) {
      return;
    }
    try (Scalar zero = Scalar.all(0);
        Mat faces = new Mat(cartoon.rows(), cartoon.cols(), CV_8UC1, zero);
        Mat features = new Mat(cartoon.rows(), cartoon.cols(), CV_8UC1, zero);
        Mat together = new Mat(cartoon.rows(), cartoon.cols(), CV_8UC1, zero);
        Mat squares = new Mat(cartoon.rows(), cartoon.cols(), CV_32FC1, zero)) {
      people.forEach(person -> raise(faces, person.area(), person.face()));
      for (Person person : people) {
        leaveFacesOfOthers(person, faces);
        raise(together, person.area(), person.weight());
        raise(features, person.area(), person.features());
        addSquares(person, squares);
      }
      double scale = people.stream().mapToDouble(Person::scale).average().orElse(1);
      int radius = Math.max(LEAST_RADIUS, (int) Math.round(RADIUS * scale));
      guidedFilter(cartoon, together, together, radius, NOISE, -1, REDUCTION);
      people.forEach(person -> give(person, together, features, squares));
    }
  }

  private static void raise(Mat map, Area area, Mat values) {
    try (Rect rect = area.rect();
        Mat part = new Mat(map, rect)) {
      max(part, values, part);
    }
  }

  /** Removes the person's claim to skin on the faces of other people, however similar it is. */
  private static void leaveFacesOfOthers(Person person, Mat faces) {
    Area area = person.area();
    try (UByteIndexer claims = person.weight().createIndexer();
        UByteIndexer own = person.face().createIndexer();
        UByteIndexer all = faces.createIndexer()) {
      for (int y = 0; y < area.height(); y++) {
        for (int x = 0; x < area.width(); x++) {
          int onFace = all.get(area.y() + y, area.x() + x);
          if (onFace > 0) {
            float others = onFace / 255f * (1 - own.get(y, x) / 255f);
            claims.put(y, x, (int) (claims.get(y, x) * (1 - others) + 0.5f));
          }
        }
      }
    }
  }

  private static void addSquares(Person person, Mat squares) {
    Area area = person.area();
    try (UByteIndexer claims = person.weight().createIndexer();
        FloatIndexer sums = squares.createIndexer()) {
      for (int y = 0; y < area.height(); y++) {
        for (int x = 0; x < area.width(); x++) {
          // With something added, skin that only the filter found has shares too.
          float claim = claims.get(y, x) + 1;
          int row = area.y() + y;
          int column = area.x() + x;
          sums.put(row, column, sums.get(row, column) + claim * claim);
        }
      }
    }
  }

  private static void give(Person person, Mat together, Mat features, Mat squares) {
    Area area = person.area();
    try (UByteIndexer claims = person.weight().createIndexer();
        UByteIndexer skin = together.createIndexer();
        UByteIndexer kept = features.createIndexer();
        FloatIndexer sums = squares.createIndexer()) {
      for (int y = 0; y < area.height(); y++) {
        for (int x = 0; x < area.width(); x++) {
          float claim = claims.get(y, x) + 1;
          float share = claim * claim / sums.get(area.y() + y, area.x() + x);
          int whole =
              Math.min(
                  skin.get(area.y() + y, area.x() + x), 255 - kept.get(area.y() + y, area.x() + x));
          claims.put(y, x, (int) (share * whole + 0.5f));
        }
      }
    }
  }
}
