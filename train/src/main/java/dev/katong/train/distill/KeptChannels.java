package dev.katong.train.distill;

import ai.djl.ndarray.NDArray;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.Tensors;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares each channel of a pruned network with the same channel of the network that it was: what
 * is left of a layer should still give what it gave.
 */
public final class KeptChannels implements FeatureLoss {
  private static final String SUFFIX = "/kept";

  private final SortedMap<String, List<Integer>> kept;

  /**
   * Creates a comparison.
   *
   * @param kept of tensors that both networks have, {@code [N,C,h,w]}, which of the teacher's
   *     channels the student has, in its order
   */
  public KeptChannels(Map<String, List<Integer>> kept) {
    this.kept = new TreeMap<>(kept);
  }

  @Override
  public List<String> tensors() {
    return List.copyOf(kept.keySet());
  }

  @Override
  public Teacher teacher(ModelProto model) {
    ModelProto.Builder selecting = model.toBuilder();
    GraphProto.Builder graph = selecting.getGraphBuilder();
    kept.forEach((tensor, channels) -> select(graph, tensor, channels));
    return new Teacher(
        selecting.build(), kept.keySet().stream().map(name -> name + SUFFIX).toList());
  }

  private static void select(GraphProto.Builder graph, String tensor, List<Integer> channels) {
    String indices = tensor + SUFFIX + "/channels";
    long[] values = channels.stream().mapToLong(Integer::longValue).toArray();
    graph.addInitializer(Tensors.int64s(values, values.length).toBuilder().setName(indices));
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Gather")
            .setName(tensor + SUFFIX)
            .addInput(tensor)
            .addInput(indices)
            .addOutput(tensor + SUFFIX)
            .addAttribute(Attributes.of("axis", 1)));
  }

  @Override
  public Map<String, NDArray> learnt() {
    return Map.of();
  }

  @Override
  public NDArray loss(List<NDArray> shown, List<NDArray> expected) {
    return Errors.mean(shown, expected);
  }

  @Override
  public void close() {}
}
