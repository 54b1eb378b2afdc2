package dev.katong.forge.prune;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.SizeProbe;
import dev.katong.memory.MemoryModel;
import dev.katong.network.Engine;
import dev.katong.network.NetworkMemory;

/** Measures the memory that a network takes for each pixel of a picture. */
final class MemoryUse {
  private MemoryUse() {}

  /**
   * Runs a network at a few sizes.
   *
   * @param model a finished network
   * @throws BadModel if the platform does not tell
   */
  static double bytesPerPixel(ModelProto model) {
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
