package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.analysis.TensorSides;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Delays the computation of tensors that follow from the photo without a convolution and are read
 * only together with the network's own result, such as the guide of a guided filter, its mean and
 * its variance. The engine would compute them first and keep them in memory together with the
 * network's largest tensors.
 *
 * <p>The photo's bytes, which are kept anyway, are scaled a second time. The graph itself makes
 * them wait: they are reshaped to their own shape, by way of the shape of the network's result.
 */
final class LateGuide implements Rewrite {
  /** Operators that take little time and no weights. */
  private static final Set<String> LIGHT =
      Set.of(
          "Add",
          "AveragePool",
          "Cast",
          "Clip",
          "Div",
          "Gather",
          "Identity",
          "Max",
          "Min",
          "Mul",
          "Neg",
          "Sub",
          "Transpose");

  @Override
  public String title() {
    return "late guide";
  }

  @Override
  public void apply(Draft draft, TensorSides sides) {
    new Delay(draft).rewrite();
  }

  /** The way from the photo in one graph. */
  private static final class Delay {
    private final Draft draft;

    /** Tensors that follow from the photo by light operators alone. */
    private final Set<String> light = new LinkedHashSet<>();

    /** The other tensors that follow from the photo. */
    private final Set<String> heavy = new LinkedHashSet<>();

    private final Map<String, String> late = new HashMap<>();

    Delay(Draft draft) {
      this.draft = draft;
    }

    void rewrite() {
      light.add(PixelEnds.PHOTO);
      @Nullable NodeProto first = null;
      for (NodeProto node : draft.nodes()) {
        sort(node);
        if (first == null && meets(node)) {
          first = node;
        }
      }
      if (first == null) {
        return;
      }
      String result =
          first.getInputList().stream().filter(heavy::contains).findFirst().orElseThrow();
      late.put(PixelEnds.PHOTO, waiting(first, result));
      for (NodeProto node : draft.nodes()) {
        if (meets(node)) {
          delay(node, first);
        }
      }
    }

    private void sort(NodeProto node) {
      if (node.getInputList().stream().anyMatch(heavy::contains)) {
        heavy.addAll(node.getOutputList());
      } else if (node.getInputList().stream().anyMatch(light::contains)) {
        boolean isLight =
            LIGHT.contains(node.getOpType())
                && node.getInputList().stream()
                    .allMatch(input -> light.contains(input) || draft.constant(input).isPresent());
        (isLight ? light : heavy).addAll(node.getOutputList());
      }
    }

    /** True if a node joins a light tensor with a heavy one. */
    private boolean meets(NodeProto node) {
      return LIGHT.contains(node.getOpType())
          && node.getInputList().stream().anyMatch(heavy::contains)
          && node.getInputList().stream().anyMatch(light::contains);
    }

    /** The photo, once a tensor is there. */
    private String waiting(NodeProto before, String tensor) {
      String shape = draft.add(before, "Shape", tensor + "/shape", List.of(tensor));
      String zero = draft.add("no_length", Tensors.int64s(new long[] {0}, 1));
      String zeros = draft.add(before, "Mul", tensor + "/there", List.of(shape, zero));
      String own =
          draft.add(before, "Shape", PixelEnds.PHOTO + "/own_shape", List.of(PixelEnds.PHOTO));
      String size = draft.add(before, "Add", PixelEnds.PHOTO + "/late_shape", List.of(own, zeros));
      return draft.add(
          before, "Reshape", PixelEnds.PHOTO + "/late", List.of(PixelEnds.PHOTO, size));
    }

    private void delay(NodeProto node, NodeProto first) {
      NodeProto changed = node;
      for (String input : List.copyOf(node.getInputList())) {
        if (light.contains(input)) {
          changed = Draft.renamed(changed, input, late(input, first), false);
        }
      }
      draft.change(node, changed);
    }

    private String late(String tensor, NodeProto first) {
      String known = late.get(tensor);
      if (known != null) {
        return known;
      }
      Optional<NodeProto> producer = draft.producer(tensor);
      if (producer.isEmpty() || !light.contains(tensor)) {
        return tensor;
      }
      List<String> inputs =
          producer.get().getInputList().stream().map(input -> late(input, first)).toList();
      String copy =
          draft.add(
              first,
              producer.get().getOpType(),
              tensor + "/late",
              inputs,
              producer.get().getAttributeList().toArray(AttributeProto[]::new));
      late.put(tensor, copy);
      return copy;
    }
  }
}
