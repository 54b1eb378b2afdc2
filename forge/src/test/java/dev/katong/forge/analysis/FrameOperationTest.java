package dev.katong.forge.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.katong.forge.analysis.NetworkAnalysis.FrameOperation;
import dev.katong.forge.analysis.NetworkAnalysis.Reaches;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.Tensors;
import dev.katong.network.Tiling;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of the operations that prevent exact tiles. */
class FrameOperationTest {
  private final SmallNetwork network = new SmallNetwork();
  private final GraphBuilder graph = network.graph();

  @Test
  void of_cornerToCornerInterpolation_isBlended() {
    var pool =
        new AttributeProto[] {
          Attributes.list("kernel_shape", 2, 2), Attributes.list("strides", 2, 2)
        };
    String drawn =
        network.resize(network.op("AveragePool", network.start(), pool), "linear", "align_corners");
    assertFrameOperation(drawn, Tiling.BLENDED, "resize", "Resize", "corner to corner");
  }

  @Test
  void of_instanceNormalization_isBlended() {
    String drawn = network.op("InstanceNormalization", List.of(network.start(), ones(3), ones(3)));
    assertFrameOperation(
        network.conv(drawn, 3, 3, 3),
        Tiling.BLENDED,
        "instancenormalization",
        "InstanceNormalization",
        "mean and variance");
  }

  @Test
  void of_groupNormalizationByReshaping_isBlended() {
    String flat = network.op("Reshape", List.of(network.start(), graph.vector("flat", 0, 1, -1)));
    String normal = network.op("InstanceNormalization", List.of(flat, ones(1), ones(1)));
    String shape = network.op("Shape", network.start());
    String drawn = network.op("Reshape", List.of(normal, shape));
    NetworkAnalysis analysis =
        assertFrameOperation(
            network.conv(drawn, 3, 3, 3),
            Tiling.BLENDED,
            "instancenormalization",
            "InstanceNormalization",
            "mean and variance");
    assertThat(analysis.reaches()).isEqualTo(new Reaches(1, 1, 1, 1));
  }

  @Test
  void of_squeezeAndExcite_isBlended() {
    String mean = network.op("GlobalAveragePool", network.start());
    String gate = network.op("Sigmoid", network.conv(mean, 3, 3, 1));
    assertFrameOperation(
        network.op("Mul", List.of(network.start(), gate)),
        Tiling.BLENDED,
        "globalaveragepool",
        "GlobalAveragePool",
        "averages the frame");
  }

  @Test
  void of_sumOverTheFrame_isWhole() {
    String sum = network.op("ReduceSum", List.of(network.start(), graph.vector("space", 2, 3)));
    assertFrameOperation(
        network.op("Add", List.of(network.start(), sum)),
        Tiling.WHOLE,
        "reducesum",
        "ReduceSum",
        "adds up the frame");
  }

  @Test
  void of_attentionOverSpace_isWhole() {
    String values = network.op("Reshape", List.of(network.start(), graph.vector("flat", 0, 3, -1)));
    String keys = network.op("Transpose", values, Attributes.list("perm", 0, 2, 1));
    String weights = network.op("Softmax", network.op("MatMul", List.of(keys, values)));
    String mixed = network.op("MatMul", List.of(weights, keys));
    String planes = network.op("Transpose", mixed, Attributes.list("perm", 0, 2, 1));
    String shape = network.op("Shape", network.start());
    assertFrameOperation(
        network.op("Reshape", List.of(planes, shape)), Tiling.WHOLE, "matmul", "MatMul", "pairs");
  }

  @Test
  void of_softmaxOverRows_isWhole() {
    assertFrameOperation(
        network.op("Softmax", network.start(), Attributes.of("axis", 2)),
        Tiling.WHOLE,
        "softmax",
        "Softmax",
        "all positions");
  }

  @Test
  void of_fixedSizeInside_isWhole() {
    String small =
        network.op(
            "Resize",
            List.of(network.start(), "", "", graph.vector("small", 1, 3, 8, 8)),
            Attributes.of("mode", "linear"));
    String shape = network.op("Shape", network.start());
    String drawn =
        network.op("Resize", List.of(small, "", "", shape), Attributes.of("mode", "linear"));
    assertFrameOperation(drawn, Tiling.WHOLE, "resize", "Resize", "fixed size");
  }

  @Test
  void of_cutAtAPlaceOfTheFrame_isWhole() {
    String cut =
        network.op(
            "Slice",
            List.of(
                network.start(),
                graph.vector("starts", 0),
                graph.vector("ends", 1000),
                graph.vector("axes", 2)));
    assertFrameOperation(cut, Tiling.WHOLE, "slice", "Slice", "place of its own");
  }

  @Test
  void of_frameSizeAsNumber_isWhole() {
    String height =
        network.op("Gather", List.of(network.op("Shape", network.start()), graph.vector("two", 2)));
    String number = network.op("Cast", height, Attributes.of("to", 1));
    assertFrameOperation(
        network.op("Div", List.of(network.start(), number)),
        Tiling.WHOLE,
        "div",
        "Div",
        "the frame's size");
  }

  @Test
  void of_frameSizeAsPlane_isWhole() {
    String shape = network.op("Shape", network.start());
    String width = network.op("Gather", List.of(shape, graph.vector("three", 3)));
    String number = network.op("Cast", width, Attributes.of("to", 1));
    String plane = network.op("Expand", List.of(number, shape));
    assertFrameOperation(
        network.op("Div", List.of(network.start(), plane)),
        Tiling.WHOLE,
        "expand",
        "Expand",
        "the frame's size");
  }

  @Test
  void of_unknownOperator_isWhole() {
    assertFrameOperation(
        network.op("Einsum", network.start(), Attributes.of("equation", "nchw->nchw")),
        Tiling.WHOLE,
        "einsum",
        "Einsum",
        "does not know");
  }

  private String ones(int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return graph.constant("ones", Tensors.floats(ones, size));
  }

  private NetworkAnalysis assertFrameOperation(
      String drawn, Tiling tiling, String node, String op, String reason) {
    NetworkAnalysis analysis = NetworkAnalysis.of(network.finished(drawn));
    assertThat(analysis.tiling()).isEqualTo(tiling);
    FrameOperation first = analysis.frameOperations().get(0);
    assertThat(first.node()).isEqualTo(node);
    assertThat(first.operator()).isEqualTo(op);
    assertThat(first.reason()).contains(reason);
    assertThat(first.allows()).isEqualTo(tiling);
    assertThat(analysis.experiment()).isEmpty();
    return analysis;
  }
}
