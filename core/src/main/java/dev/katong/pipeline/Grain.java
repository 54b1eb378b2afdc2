package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.indexer.ShortIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * A photo's grain, so that its detail can be taken without it. Differences that are no larger than
 * grain count little, those that are much larger wholly.
 *
 * <p>The grain is measured where the photo is smoothest: J. Immerkær, "Fast Noise Variance
 * Estimation", Computer Vision and Image Understanding 64(2), 1996, block by block, of which a low
 * quantile is taken.
 */
final class Grain {
  /** No grain. */
  static final Grain NONE = new Grain(0);

  private static final int BLOCK = 16;

  /** Blocks on a side of the picture, at most. */
  private static final int MOST_BLOCKS = 32;

  /** Fewer blocks tell nothing. */
  private static final int LEAST_BLOCKS = 16;

  private static final double QUANTILE = 0.2;

  /** Grain in darker and brighter blocks is cut off. */
  private static final int DARK = 16;

  private static final int BRIGHT = 239;

  /** The standard deviation below which grain does not show. */
  private static final double LEAST = 1;

  /** The difference that counts half, in standard deviations. */
  private static final double HALF = 2;

  private static final int MOST_DIFFERENCE = 255;

  private final double deviation;
  private final short[] kept = new short[2 * MOST_DIFFERENCE + 1];

  /**
   * Creates a grain.
   *
   * @param deviation its standard deviation in grey levels, 0 or more
   */
  Grain(double deviation) {
    this.deviation = deviation;
    double half = HALF * HALF * deviation * deviation;
    for (int i = 0; i < kept.length; i++) {
      double difference = i - MOST_DIFFERENCE;
      double square = difference * difference;
      kept[i] = (short) (square == 0 ? 0 : Math.round(difference * square / (square + half)));
    }
  }

  /**
   * Measures the grain of a photo.
   *
   * @param photo 8-bit BGR; not changed
   */
  static Grain of(Mat photo) {
    List<Double> blocks = new ArrayList<>();
    int right = Math.max(BLOCK, (photo.cols() - BLOCK) / MOST_BLOCKS);
    int down = Math.max(BLOCK, (photo.rows() - BLOCK) / MOST_BLOCKS);
    try (Mat grey = new Mat()) {
      for (int y = 0; y + BLOCK <= photo.rows(); y += down) {
        for (int x = 0; x + BLOCK <= photo.cols(); x += right) {
          try (Rect place = new Rect(x, y, BLOCK, BLOCK);
              Mat block = new Mat(photo, place)) {
            cvtColor(block, grey, COLOR_BGR2GRAY);
            addDeviation(grey, blocks);
          }
        }
      }
    }
    if (blocks.size() < LEAST_BLOCKS) {
      return NONE;
    }
    Collections.sort(blocks);
    double deviation = blocks.get((int) (QUANTILE * blocks.size()));
    return deviation < LEAST ? NONE : new Grain(deviation);
  }

  /** Its standard deviation in grey levels. */
  double deviation() {
    return deviation;
  }

  private static void addDeviation(Mat grey, List<Double> blocks) {
    long sum = 0;
    long brightness = 0;
    try (UByteIndexer values = grey.createIndexer()) {
      for (int y = 1; y < BLOCK - 1; y++) {
        for (int x = 1; x < BLOCK - 1; x++) {
          int corners =
              values.get(y - 1, x - 1)
                  + values.get(y - 1, x + 1)
                  + values.get(y + 1, x - 1)
                  + values.get(y + 1, x + 1);
          int sides =
              values.get(y - 1, x)
                  + values.get(y + 1, x)
                  + values.get(y, x - 1)
                  + values.get(y, x + 1);
          int middle = values.get(y, x);
          sum += Math.abs(corners - 2 * sides + 4 * middle);
          brightness += middle;
        }
      }
    }
    int count = (BLOCK - 2) * (BLOCK - 2);
    if (brightness > (long) DARK * count && brightness < (long) BRIGHT * count) {
      blocks.add(Math.sqrt(Math.PI / 2) / 6 * sum / count);
    }
  }

  /**
   * Takes the grain out of differences, pixel by pixel.
   *
   * @param differences 16-bit signed of one channel, -255 to 255; changed
   */
  void takeOut(Mat differences) {
    if (deviation == 0) {
      return;
    }
    try (ShortIndexer values = differences.createIndexer()) {
      for (long y = 0; y < differences.rows(); y++) {
        for (long x = 0; x < differences.cols(); x++) {
          values.put(y, x, kept[values.get(y, x) + MOST_DIFFERENCE]);
        }
      }
    }
  }
}
