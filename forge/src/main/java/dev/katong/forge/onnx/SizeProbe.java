package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import dev.katong.KatongException.BadModel;
import java.util.Arrays;

/**
 * Finds by experiment which sizes a finished network accepts: it is run on small pictures of noise
 * whose sides are 5 and 7 times a candidate, upright and across.
 */
public final class SizeProbe {
  private static final int[] CANDIDATES = {1, 2, 4, 8, 16, 32, 64};

  /**
   * The side of a larger picture, in pixels: small enough for attention, whose memory grows with
   * the square of the pixels.
   */
  private static final int LARGE = 96;

  private SizeProbe() {}

  /**
   * The number of which a picture's height and width must be multiples: the smallest of 1, 2, 4, 8,
   * 16, 32 and 64 at which the network runs and gives a picture of the size it was given.
   *
   * @param model a finished network, uint8 {@code [N,H,W,3]} in and out
   * @throws BadModel if no such number is found, or ONNX Runtime cannot open the network
   */
  public static int multipleOf(ModelProto model) {
    String reason = "";
    try (TrialRun run = new TrialRun(model)) {
      for (int multiple : CANDIDATES) {
        String obstacle = obstacle(run, 5 * multiple, 7 * multiple);
        if (obstacle.isEmpty()) {
          obstacle = obstacle(run, 7 * multiple, 5 * multiple);
        }
        if (obstacle.isEmpty()) {
          // Too small to show a network that crops to its own fixed size.
          int large = roundedUp(LARGE, multiple);
          obstacle = obstacle(run, large, large + multiple);
        }
        if (obstacle.isEmpty()) {
          return multiple;
        }
        reason = obstacle;
      }
    }
    throw new BadModel(
        "the network works only at its own fixed size or changes the size of the picture: "
            + reason);
  }

  /**
   * Whether several pictures at once each become what they become alone.
   *
   * @param multiple of what sizes must be a multiple
   */
  static boolean takesBatches(ModelProto model, int multiple) {
    int height = 5 * multiple;
    int width = 7 * multiple;
    try (TrialRun run = new TrialRun(model)) {
      byte[] one = run.picture(1, height, width).bytes();
      byte[] two = run.picture(2, height, width).bytes();
      if (two.length != 2 * one.length) {
        return false;
      }
      for (int i = 0; i < one.length; i++) {
        // Other kernels may be chosen for other shapes, which may tip a rounding.
        if (Math.abs((one[i] & 0xff) - (two[i] & 0xff)) > 1) {
          return false;
        }
      }
      return true;
    } catch (OrtException e) {
      return false;
    }
  }

  /** Why the network cannot be used at a size; empty if it can. */
  private static String obstacle(TrialRun run, int height, int width) {
    try {
      long[] shape = run.picture(1, height, width).shape();
      return Arrays.equals(shape, new long[] {1, height, width, 3})
          ? ""
          : "a picture of %d×%d became %s".formatted(width, height, Arrays.toString(shape));
    } catch (OrtException e) {
      return "a picture of %d×%d failed (%s)"
          .formatted(width, height, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static int roundedUp(int pixels, int multiple) {
    return (pixels + multiple - 1) / multiple * multiple;
  }
}
