package dev.katong.forge.prune;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.SizeProbe;
import dev.katong.memory.MemoryModel;
import dev.katong.network.Engine;
import dev.katong.network.NetworkMemory;
import java.util.function.ToDoubleFunction;

/**
 * The highest cost that a pruned network may have.
 *
 * @param what the cost in words, with its unit, such as {@code bytes of file}
 * @param cost the cost of a network; it falls as channels are removed
 * @param most the limit
 */
public record Target(String what, ToDoubleFunction<ModelProto> cost, double most) {
  public Target {
    if (!(most > 0 && most < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a target of %s %s cannot be met; it must be more than 0".formatted(most, what));
    }
  }

  /** A file of at most {@code most} bytes. */
  public static Target bytes(long most) {
    return new Target("bytes of file", ModelProto::getSerializedSize, most);
  }

  /** At most {@code most} multiplications with addition by pixel. */
  public static Target work(double most) {
    return new Target("multiply-adds per pixel", Target::work, most);
  }

  private static double work(ModelProto model) {
    return NetworkInspection.of(model)
        .multiplyAddsPerPixel()
        .orElseThrow(() -> new BadModel("the network's multiply-adds cannot be counted"));
  }

  /**
   * At most a part of a network's time; both are measured on this machine, in turns.
   *
   * @param network a finished network, uint8 {@code [N,H,W,3]} in and out
   * @param part more than 0
   */
  public static Target time(ModelProto network, double part) {
    return new Target("of its time", pruned -> TimeTrial.ratio(pruned, network), part);
  }

  /** At most {@code most} bytes for each pixel of a picture, measured on this machine. */
  public static Target memory(double most) {
    return new Target("bytes per pixel", Target::bytesPerPixel, most);
  }

  private static double bytesPerPixel(ModelProto model) {
    return NetworkMemory.measure(
            model.toByteArray(),
            "the network to measure",
            SizeProbe.multipleOf(model),
            Engine.defaultThreads())
        .map(MemoryModel::bytesPerPixel)
        .orElseThrow(
            () ->
                new BadModel(
                    "the memory of a network cannot be measured here; prune to a size or a time"));
  }
}
