package dev.katong.forge.analysis;

import java.util.Optional;

/**
 * A length or a number in a network as a function of the frame's height and width: {@code base +
 * perRow·h + perColumn·w + perCell·h·w}, where h and w count cells of {@link GraphProbe#grid}
 * pixels. It is fitted to observations at the probe's sizes.
 *
 * @param regular true if the fit is exact at all sizes; else the other values mean nothing
 */
record Amount(long base, long perRow, long perColumn, long perCell, boolean regular) {
  /** The probe's frames, height and width in cells; the first four determine the fit. */
  static final int[][] FRAMES = {{2, 2}, {2, 3}, {3, 2}, {3, 3}, {4, 5}, {5, 4}};

  static Amount constant(long value) {
    return new Amount(value, 0, 0, 0, true);
  }

  /**
   * Fits what was seen.
   *
   * @param seen one number for each of {@link #FRAMES}
   */
  static Amount fit(long[] seen) {
    long perCell = seen[3] - seen[2] - seen[1] + seen[0];
    long perRow = seen[2] - seen[0] - 2 * perCell;
    long perColumn = seen[1] - seen[0] - 2 * perCell;
    long base = seen[0] - 2 * perRow - 2 * perColumn - 4 * perCell;
    Amount fitted = new Amount(base, perRow, perColumn, perCell, true);
    boolean regular = true;
    for (int i = 0; i < FRAMES.length; i++) {
      regular &= fitted.at(FRAMES[i][0], FRAMES[i][1]) == seen[i];
    }
    return new Amount(base, perRow, perColumn, perCell, regular);
  }

  long at(long rows, long columns) {
    return base + perRow * rows + perColumn * columns + perCell * rows * columns;
  }

  boolean isConstant() {
    return regular && perRow == 0 && perColumn == 0 && perCell == 0;
  }

  /** The direction along which alone it grows with the frame. */
  Optional<Direction> direction() {
    if (!regular || perCell != 0) {
      return Optional.empty();
    }
    if (perRow > 0 && perColumn == 0) {
      return Optional.of(Direction.VERTICAL);
    }
    return perColumn > 0 && perRow == 0 ? Optional.of(Direction.HORIZONTAL) : Optional.empty();
  }

  /** The growth along its direction, by cell. */
  long growth() {
    return perRow + perColumn;
  }
}
