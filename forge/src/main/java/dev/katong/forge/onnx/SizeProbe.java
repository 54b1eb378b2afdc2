package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import dev.katong.KatongException.BadModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds by experiment which sizes a finished network accepts: it is run on small pictures of noise
 * whose sides are consecutive multiples of a candidate, upright and across.
 */
public final class SizeProbe {
  /** Powers of two, then all others, then a few larger ones. */
  private static final List<Integer> CANDIDATES = candidates();

  /**
   * The shorter side at least, in pixels: smaller ones some networks cannot mirror at the border.
   */
  private static final int LEAST = 48;

  /**
   * The side of a larger picture, in pixels: small enough for attention, whose memory grows with
   * the square of the pixels.
   */
  private static final int LARGE = 96;

  private SizeProbe() {}

  private static List<Integer> candidates() {
    List<Integer> candidates = new ArrayList<>(List.of(1, 2, 4, 8, 16, 32, 64));
    IntStream.range(3, 64).filter(n -> !candidates.contains(n)).forEach(candidates::add);
    candidates.addAll(List.of(72, 80, 96, 100, 112, 120, 128, 160, 192, 224, 256));
    return candidates;
  }

  /**
   * The number of which a picture's height and width must be multiples: the smallest up to 64, or
   * one of a few larger ones, at which the network runs and gives a picture of the size it was
   * given, times its scale; powers of two come first.
   *
   * @param model a finished network, uint8 {@code [N,H,W,3]} in and out
   * @throws BadModel if no such number is found, or ONNX Runtime cannot open the network
   */
  public static int multipleOf(ModelProto model) {
    PictureForm form = PictureForm.of(model);
    if (form.window().isPresent()) {
      throw new BadModel(
          "the network takes %s pixels only; this works with networks that take frames of many sizes"
              .formatted(form.window().get().text()));
    }
    String reason = "";
    try (TrialRun run = new TrialRun(model)) {
      for (int multiple : CANDIDATES) {
        int one = (LEAST + multiple - 1) / multiple;
        int side = Math.max(2, one) * multiple;
        String obstacle = obstacle(run, side, side + multiple, form.scale());
        if (obstacle.isEmpty()) {
          obstacle = obstacle(run, side + multiple, side, form.scale());
        }
        if (obstacle.isEmpty() && side < LARGE) {
          // Too small to show a network that crops to its own fixed size.
          int large = roundedUp(LARGE, multiple);
          obstacle = obstacle(run, large, large + multiple, form.scale());
        }
        if (obstacle.isEmpty()) {
          return multiple;
        }
        reason = reason.isEmpty() || multiple <= 64 ? obstacle : reason;
      }
    }
    throw new BadModel(
        "the network works only at its own fixed size or changes the size of the picture: "
            + reason);
  }

  /**
   * True if several pictures at once each become what they become alone.
   *
   * @param multiple of what sizes must be a multiple
   */
  public static boolean takesBatches(ModelProto model, int multiple) {
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

  /** The reason why the network cannot be used at a size; empty if it can. */
  private static String obstacle(TrialRun run, int height, int width, int scale) {
    try {
      long[] shape = run.picture(1, height, width).shape();
      return Arrays.equals(shape, new long[] {1, (long) scale * height, (long) scale * width, 3})
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
