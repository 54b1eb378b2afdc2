package dev.katong.forge.prune;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.NetworkInspection;
import java.util.function.ToDoubleFunction;

/**
 * What a pruned network may cost.
 *
 * @param what the cost in words, with its unit, such as {@code bytes of file}
 * @param cost the cost of a network; it falls as channels go
 * @param most what it may be
 */
public record Target(String what, ToDoubleFunction<ModelProto> cost, double most) {
  public Target {
    if (!(most > 0 && most < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a target of %s %s cannot be met; it must be more than 0".formatted(most, what));
    }
  }

  /** A file of at most so many bytes. */
  public static Target bytes(long most) {
    return new Target("bytes of file", ModelProto::getSerializedSize, most);
  }

  /** At most so many multiplications with addition by pixel. */
  public static Target work(double most) {
    return new Target("multiply-adds per pixel", Target::work, most);
  }

  private static double work(ModelProto model) {
    return NetworkInspection.of(model)
        .multiplyAddsPerPixel()
        .orElseThrow(() -> new BadModel("the network's multiply-adds cannot be counted"));
  }

  /**
   * At most a part of a network's time, both measured here and in turns.
   *
   * @param network a finished network, uint8 {@code [N,H,W,3]} in and out
   * @param part more than 0
   */
  public static Target time(ModelProto network, double part) {
    return new Target("of its time", pruned -> TimeTrial.ratio(pruned, network), part);
  }

  /**
   * At most so many bytes for each pixel of a picture, measured here.
   *
   * @param most bytes per pixel
   */
  public static Target memory(double most) {
    return new Target("bytes per pixel", MemoryUse::bytesPerPixel, most);
  }
}
