package dev.katong.forge.analysis;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.PictureForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The check of a derived halo by experiment: a network draws a frame as a whole and again in tiles,
 * one inside and one at each border and corner, and the cores are compared.
 *
 * @param frameSide height and width of the frame in pixels
 * @param coreSide height and width of a tile's core in pixels
 * @param trials tiles with the derived halo
 * @param contrasts the inner tile with less: one step of the stride less, and half
 */
public record TilingExperiment(
    int frameSide, int coreSide, List<Trial> trials, List<Trial> contrasts) {
  /** Other kernels may be chosen for other shapes, which may tip a rounding. */
  private static final int TOLERANCE = 1;

  private static final int LEAST_CORE = 32;
  private static final int LEAST_MARGIN = 16;
  private static final long SEED = 20260101;

  /**
   * One tile.
   *
   * @param top the core's first row in the frame
   * @param left the core's first column
   * @param halo pixels of context on each side where the frame has them
   * @param largestDifference from the full frame, of 255
   * @param differingBytes the number of the core's bytes that differ at all
   */
  public record Trial(int top, int left, int halo, int largestDifference, int differingBytes) {}

  public TilingExperiment {
    trials = List.copyOf(trials);
    contrasts = List.copyOf(contrasts);
  }

  /** The largest difference of all tiles with the derived halo, of 255. */
  public int largestDifference() {
    return trials.stream().mapToInt(Trial::largestDifference).max().orElse(0);
  }

  /** True if no tile with the derived halo differs by more than a rounding. */
  public boolean passes() {
    return largestDifference() <= TOLERANCE;
  }

  /**
   * Runs the experiment, on a frame of waves and noise that is the same each time.
   *
   * @param model a finished network, uint8 {@code [N,H,W,3]} in and out
   * @param halo pixels on each side, a multiple of the step
   * @param step origins and sizes of tiles are multiples of this, in pixels
   * @throws BadModel if the network fails on the frame or a tile
   */
  public static TilingExperiment run(ModelProto model, int halo, int step) {
    try (ProbeSession session = new ProbeSession(model)) {
      int core = atLeast(LEAST_CORE, step);
      int margin = atLeast(LEAST_MARGIN, step);
      int side = side(halo, step);
      Random random = new Random(SEED);
      int scale = PictureForm.of(model).scale();
      Course course = new Course(session, side, core, scale, frame(side, random));
      int inside = halo + step * (1 + random.nextInt(2 * margin / step - 1));
      int[] places = {0, inside, side - core};
      List<Trial> trials = new ArrayList<>();
      for (int top : places) {
        for (int left : places) {
          trials.add(course.trial(top, left, halo));
        }
      }
      List<Trial> contrasts = new ArrayList<>();
      for (int less : new int[] {halo - step, halo / 2 / step * step}) {
        if (less >= 0 && less < halo) {
          contrasts.add(course.trial(inside, inside, less));
        }
      }
      return new TilingExperiment(side, core, trials, contrasts);
    } catch (OrtException e) {
      throw new BadModel("the network fails on a tile: " + e.getMessage(), e);
    }
  }

  /** Height and width of the frame in pixels. */
  static int side(int halo, int step) {
    return atLeast(LEAST_CORE, step) + 2 * halo + 2 * atLeast(LEAST_MARGIN, step);
  }

  private static int atLeast(int least, int step) {
    return (least + step - 1) / step * step;
  }

  /** Waves of each colour, and noise so that every pixel matters. */
  private static byte[] frame(int side, Random random) {
    byte[] frame = new byte[side * side * 3];
    double[] phases = random.doubles(6, 0, 2 * Math.PI).toArray();
    for (int i = 0; i < frame.length; i++) {
      int colour = i % 3;
      int column = i / 3 % side;
      int row = i / 3 / side;
      double across = Math.sin(0.09 * column + phases[colour]);
      double down = Math.sin(0.07 * row + phases[3 + colour]);
      double value = 128 + 45 * across + 45 * down + 30 * random.nextGaussian();
      frame[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
    return frame;
  }

  /** The frame, as given and as drawn. */
  private static final class Course {
    private final ProbeSession session;
    private final int side;
    private final int core;
    private final int scale;
    private final byte[] frame;
    private final byte[] drawn;

    Course(ProbeSession session, int side, int core, int scale, byte[] frame) throws OrtException {
      this.session = session;
      this.side = side;
      this.core = core;
      this.scale = scale;
      this.frame = frame;
      this.drawn = session.picture(frame, side, side);
    }

    Trial trial(int top, int left, int halo) throws OrtException {
      int firstRow = Math.max(0, top - halo);
      int firstColumn = Math.max(0, left - halo);
      int height = Math.min(side, top + core + halo) - firstRow;
      int width = Math.min(side, left + core + halo) - firstColumn;
      byte[] tile = new byte[height * width * 3];
      for (int row = 0; row < height; row++) {
        int from = ((firstRow + row) * side + firstColumn) * 3;
        System.arraycopy(frame, from, tile, row * width * 3, width * 3);
      }
      byte[] tileDrawn = session.picture(tile, height, width);
      int largest = 0;
      int differing = 0;
      for (int row = 0; row < scale * core; row++) {
        int whole = ((scale * top + row) * side + left) * scale * 3;
        int part = ((scale * (top - firstRow) + row) * width + left - firstColumn) * scale * 3;
        for (int i = 0; i < scale * core * 3; i++) {
          int difference = Math.abs((drawn[whole + i] & 0xff) - (tileDrawn[part + i] & 0xff));
          largest = Math.max(largest, difference);
          differing += difference > 0 ? 1 : 0;
        }
      }
      return new Trial(top, left, halo, largest, differing);
    }
  }
}
