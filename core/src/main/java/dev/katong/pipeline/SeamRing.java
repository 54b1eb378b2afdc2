package dev.katong.pipeline;

import java.util.Arrays;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The ring of a head's mask within which its edge may run: for each direction from the middle, from
 * a place inside the mask to the one where it ends.
 */
final class SeamRing {
  private static final int CHANNELS = 3;

  /** The ring begins at this share of the way from the middle to the mask's half. */
  private static final double BEGIN = 0.9;

  private static final float HALF = 0.5f;

  /** The mask's value at which the ring ends. */
  private static final float END = 0.06f;

  /** Places within the ring for each direction. */
  private static final int LEVELS = 40;

  /** The cost of a place at the ring's begin or end, in the units of differences. */
  private static final double OFF_MIDDLE = 4;

  /** The cost of a step inwards or outwards from one direction to the next. */
  private static final double STEP = 1.5;

  /**
   * The difference of colours up to which it is taken as one of tone, in grey levels. Beyond it
   * head and surroundings show different things, and less and less of it counts.
   */
  private static final double TONE = 20;

  private final int side;
  private final double[] begin;
  private final double[] end;

  private SeamRing(int side, double[] begin, double[] end) {
    this.side = side;
    this.begin = begin;
    this.end = end;
  }

  /**
   * The ring of a mask.
   *
   * @param mask square, 32-bit float of 1 channel, 0..1
   */
  static SeamRing of(Mat mask) {
    int side = mask.cols();
    SeamRing ring = new SeamRing(side, new double[2 * side], new double[2 * side]);
    try (FloatIndexer shares = mask.createIndexer()) {
      for (int i = 0; i < ring.directions(); i++) {
        int most = ring.most(i);
        ring.begin[i] = BEGIN * ring.last(shares, i, most, HALF);
        ring.end[i] = Math.max(ring.begin[i] + 1, ring.last(shares, i, most, END));
      }
    }
    return ring;
  }

  private int directions() {
    return begin.length;
  }

  /** The greatest whole distance in a direction that lies in the crop. */
  private int most(int direction) {
    double angle = angle(direction);
    double steepest = Math.max(Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle)));
    return (int) ((side - 1) / 2.0 / steepest);
  }

  private int last(FloatIndexer shares, int direction, int most, float atLeast) {
    int distance = most;
    while (distance > 1
        && shares.get(row(direction, distance), column(direction, distance)) < atLeast) {
      distance--;
    }
    return distance;
  }

  private double angle(int direction) {
    return 2 * Math.PI * direction / directions();
  }

  private int column(int direction, double distance) {
    return within((side - 1) / 2.0 + distance * Math.cos(angle(direction)));
  }

  private int row(int direction, double distance) {
    return within((side - 1) / 2.0 + distance * Math.sin(angle(direction)));
  }

  private int within(double place) {
    return (int) Math.max(0, Math.min(side - 1, Math.round(place)));
  }

  /** The direction of a pixel as seen from the middle. */
  int direction(int x, int y) {
    double middle = (side - 1) / 2.0;
    double turn = Math.atan2(y - middle, x - middle) / (2 * Math.PI);
    return Math.floorMod((int) Math.round(turn * directions()), directions());
  }

  /** The distance of a pixel from the middle, in pixels. */
  double distance(int x, int y) {
    double middle = (side - 1) / 2.0;
    return Math.hypot(x - middle, y - middle);
  }

  private double distanceAt(int direction, int level) {
    return begin[direction] + (end[direction] - begin[direction]) * level / (LEVELS - 1);
  }

  /**
   * The closed path around the middle on which differences are least.
   *
   * @param differences 32-bit float of 3 channels, 0 or more
   * @return the path's distance from the middle for each direction, in pixels
   */
  double[] leastPath(Mat differences) {
    double[][] costs = costs(differences);
    // It passes the direction in which the whole ring agrees best, where all closed paths are good.
    int first = 0;
    for (int i = 1; i < costs.length; i++) {
      if (sum(costs[i]) < sum(costs[first])) {
        first = i;
      }
    }
    int start = least(costs[first]);
    int[][] from = new int[directions()][LEVELS];
    double[] reached = new double[LEVELS];
    Arrays.fill(reached, Double.POSITIVE_INFINITY);
    reached[start] = 0;
    for (int i = 1; i <= directions(); i++) {
      reached = step(reached, costs[(first + i) % directions()], from[(first + i) % directions()]);
    }
    double[] path = new double[directions()];
    int level = start;
    for (int i = directions(); i > 0; i--) {
      int direction = (first + i) % directions();
      path[direction] = distanceAt(direction, level);
      level = from[direction][level];
    }
    return path;
  }

  private double[][] costs(Mat differences) {
    double[][] costs = new double[directions()][LEVELS];
    try (FloatIndexer values = differences.createIndexer()) {
      for (int i = 0; i < directions(); i++) {
        for (int level = 0; level < LEVELS; level++) {
          double off = 2.0 * level / (LEVELS - 1) - 1;
          costs[i][level] = OFF_MIDDLE * off * off;
          for (int c = 0; c < CHANNELS; c++) {
            double distance = distanceAt(i, level);
            costs[i][level] += values.get(row(i, distance), column(i, distance), c) / CHANNELS;
          }
        }
      }
    }
    return costs;
  }

  /** The costs of the least ways to each level of the next direction. */
  private static double[] step(double[] reached, double[] costs, int[] from) {
    double[] next = new double[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      int best = level;
      double least = reached[level];
      for (int other = Math.max(0, level - 1); other <= Math.min(LEVELS - 1, level + 1); other++) {
        double way = reached[other] + (other == level ? 0 : STEP);
        if (way < least) {
          least = way;
          best = other;
        }
      }
      from[level] = best;
      next[level] = least + costs[level];
    }
    return next;
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  private static int least(double[] values) {
    int least = 0;
    for (int i = 1; i < values.length; i++) {
      least = values[i] < values[least] ? i : least;
    }
    return least;
  }

  /**
   * The differences of tone along a path, smoothed over neighbouring directions.
   *
   * @param colours differences of colours, 32-bit float of 3 channels
   * @return 3 values for each direction
   */
  float[][] along(double[] path, Mat colours) {
    int reach = directions() / 48;
    float[][] smooth = new float[directions()][CHANNELS];
    try (FloatIndexer values = colours.createIndexer()) {
      for (int i = 0; i < directions(); i++) {
        for (int j = -reach; j <= reach; j++) {
          int direction = Math.floorMod(i + j, directions());
          int row = row(direction, path[direction]);
          int column = column(direction, path[direction]);
          for (int c = 0; c < CHANNELS; c++) {
            smooth[i][c] += values.get(row, column, c) / (2 * reach + 1);
          }
        }
        for (int c = 0; c < CHANNELS; c++) {
          double tones = smooth[i][c] / TONE;
          smooth[i][c] /= (float) (1 + tones * tones);
        }
      }
    }
    return smooth;
  }
}
