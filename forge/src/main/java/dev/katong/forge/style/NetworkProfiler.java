package dev.katong.forge.style;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.KatongException;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.analysis.NetworkAnalysis;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.PictureForm;
import dev.katong.forge.onnx.SizeProbe;
import dev.katong.image.PictureSize;
import dev.katong.network.Engine;
import dev.katong.network.MeasuredMemory;
import dev.katong.network.NetworkFacts;
import dev.katong.network.NetworkMemory;
import dev.katong.network.Tiling;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out what {@code style.json} tells of a network, once, when its style is imported. */
public final class NetworkProfiler {
  /** The most pixels by which tiles of a given size overlap, on each side. */
  private static final int MOST_BLEND = 32;

  private NetworkProfiler() {}

  /**
   * All that can be known: from the graph, by experiment, and by running it in this process.
   *
   * @throws BadModel if the network draws no small picture
   */
  public static NetworkFacts of(ModelProto model) {
    return measured(model, withoutMemory(model));
  }

  /** Facts with what running the network in this process tells. */
  public static NetworkFacts measured(ModelProto model, NetworkFacts facts) {
    return facts.measured(memory(model, facts.step()).map(List::of).orElse(List.of()));
  }

  /**
   * All that can be known of a second network. If it differs from the first in its weights only, as
   * DCT-Net's two do, it takes as much memory and is not measured again.
   *
   * @throws BadModel if the network draws no small picture
   */
  public static NetworkFacts ofSecond(ModelProto model, ModelProto first, NetworkFacts firstFacts) {
    if (model.equals(first)) {
      return firstFacts;
    }
    return withoutWeights(model).equals(withoutWeights(first))
        ? withoutMemory(model).measured(firstFacts.memory())
        : of(model);
  }

  /** The network without the floats that shape no tensor. */
  private static ModelProto withoutWeights(ModelProto model) {
    Set<String> shaping = new HashSet<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getOpType().equals("Resize") || node.getOpType().equals("Upsample")) {
        shaping.addAll(node.getInputList());
      }
    }
    ModelProto.Builder bare = model.toBuilder();
    for (TensorProto.Builder constant : bare.getGraphBuilder().getInitializerBuilderList()) {
      if (constant.getDataType() == TensorProto.DataType.FLOAT_VALUE
          && !shaping.contains(constant.getName())) {
        constant.clearRawData().clearFloatData();
      }
    }
    return bare.build();
  }

  /**
   * The facts that the graph tells and an experiment confirms. A graph that cannot be followed gets
   * the whole frame.
   *
   * @throws BadModel if the network draws no small picture
   */
  public static NetworkFacts withoutMemory(ModelProto model) {
    PictureForm form = PictureForm.of(model);
    if (form.window().isPresent()) {
      return ofOneSize(model, form);
    }
    NetworkAnalysis analysis;
    try {
      analysis = NetworkAnalysis.of(model);
    } catch (BadModel e) {
      return whole(model);
    }
    return withoutMemory(model, analysis);
  }

  /** As {@link #withoutMemory(ModelProto)}, for a network that has been analysed already. */
  public static NetworkFacts withoutMemory(ModelProto model, NetworkAnalysis analysis) {
    try {
      return analysis.facts();
    } catch (BadModel e) {
      return whole(model);
    }
  }

  /** Seams between tiles are blended, since nothing tells how far a pixel reaches. */
  private static NetworkFacts ofOneSize(ModelProto model, PictureForm form) {
    PictureSize window = form.window().orElseThrow();
    NetworkInspection inspection = NetworkInspection.of(model);
    var multiplyAdds = inspection.multiplyAddsPerPixel();
    return new NetworkFacts(
            Tiling.BLENDED,
            1,
            1,
            Math.min(MOST_BLEND, window.shortSide() / 8),
            inspection.parameters(),
            multiplyAdds.isPresent() ? multiplyAdds.getAsDouble() : null,
            Map.of(),
            List.of())
        .shaped(form.scale(), window);
  }

  private static NetworkFacts whole(ModelProto model) {
    NetworkInspection inspection = NetworkInspection.of(model);
    var multiplyAdds = inspection.multiplyAddsPerPixel();
    return new NetworkFacts(
            Tiling.WHOLE,
            1,
            SizeProbe.multipleOf(model),
            0,
            inspection.parameters(),
            multiplyAdds.isPresent() ? multiplyAdds.getAsDouble() : null,
            Map.of(),
            List.of())
        .shaped(PictureForm.of(model).scale(), null);
  }

  /** Empty where it cannot be measured; the style is of use without. */
  private static Optional<MeasuredMemory> memory(ModelProto model, int multipleOf) {
    try {
      return NetworkMemory.measure(
              model.toByteArray(), "the network", multipleOf, Engine.defaultThreads())
          .map(memory -> MeasuredMemory.here(NetworkInspection.precision(model), memory));
    } catch (KatongException.Engine e) {
      return Optional.empty();
    }
  }
}
