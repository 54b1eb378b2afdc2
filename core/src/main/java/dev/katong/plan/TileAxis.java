package dev.katong.plan;

/**
 * The cut of one side of a frame: {@code count} windows of one length, all inside the frame, each
 * overlapping the next by at least two halos. A window that would stick out is shifted inwards, so
 * that the frame's own border stays the border of the outermost windows and one shape does for all.
 *
 * @param length of the frame's side in pixels, a multiple of {@code step}
 * @param window length of each window in pixels, a multiple of {@code step}, at most {@code length}
 * @param count the number of windows, at least 1
 * @param step the grid on which windows and cores begin, in pixels
 */
public record TileAxis(int length, int window, int count, int step) {

  public TileAxis {
    if (count < 1 || window > length || length % step != 0 || window % step != 0) {
      throw new IllegalArgumentException(
          "%d windows of %d pixels do not fit a side of %d on a grid of %d"
              .formatted(count, window, length, step));
    }
  }

  /**
   * The cut with the shortest windows.
   *
   * @param halo pixels of context that a core needs on each side that is not the frame's own, a
   *     multiple of {@code step}
   */
  public static TileAxis cut(int length, int count, int halo, int step) {
    long covered = length + 2L * halo * (count - 1);
    long window = (covered + (long) count * step - 1) / ((long) count * step) * step;
    return new TileAxis(length, (int) Math.min(length, window), count, step);
  }

  /** Returns this cut for a picture that is {@code scale} times as long. */
  public TileAxis times(int scale) {
    return new TileAxis(length * scale, window * scale, count, step * scale);
  }

  /**
   * The cut into windows of one length, as few as overlap by at least two halos.
   *
   * @param length at least that of a window
   */
  static TileAxis ofWindows(int length, int window, int halo) {
    int advance = Math.max(1, window - 2 * halo);
    int count = 1 + (length - window + advance - 1) / advance;
    return new TileAxis(length, window, count, 1);
  }

  /** The start of window {@code i}. */
  public int origin(int i) {
    if (i == 0) {
      return 0;
    }
    int room = (length - window) / step;
    return (int) ((long) room * i / (count - 1)) * step;
  }

  /** The start of core {@code i}, in the middle of the overlap; the end of core {@code i − 1}. */
  public int coreStart(int i) {
    if (i == 0) {
      return 0;
    }
    if (i == count) {
      return length;
    }
    int overlap = origin(i - 1) + window - origin(i);
    return origin(i) + overlap / 2 / step * step;
  }

  /** The end of core {@code i}. */
  public int coreEnd(int i) {
    return coreStart(i + 1);
  }
}
