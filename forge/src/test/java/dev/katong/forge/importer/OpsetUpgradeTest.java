package dev.katong.forge.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.ModelSession;
import dev.katong.forge.onnx.Tensors;
import dev.katong.network.Engine;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Old networks are run in ONNX Runtime as they are, and raised. */
class OpsetUpgradeTest {
  private static final long[] SHAPE = {1, 4, 6, 8};

  private static Arguments of(
      int opset, String operator, List<float[]> constants, AttributeProto... attributes) {
    return Arguments.of(opset, operator, constants, List.of(attributes));
  }

  private static AttributeProto floats(String name, float... values) {
    AttributeProto.Builder list =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOATS);
    for (float value : values) {
      list.addFloats(value);
    }
    return list.build();
  }

  static Stream<Arguments> operators() {
    float[] four = {0.5f, 1, 2, 0.25f};
    return Stream.of(
        of(7, "Clip", List.of(), Attributes.of("min", -0.3f), Attributes.of("max", 0.4f)),
        of(7, "Clip", List.of(), Attributes.of("max", 0.4f)),
        of(
            7,
            "Pad",
            List.of(),
            Attributes.list("pads", 0, 0, 1, 2, 0, 0, 3, 4),
            Attributes.of("value", 0.5f)),
        of(
            7,
            "Pad",
            List.of(),
            Attributes.list("pads", 0, 0, 1, 2, 0, 0, 3, 4),
            Attributes.of("mode", "reflect")),
        of(
            7,
            "Slice",
            List.of(),
            Attributes.list("starts", 1, 2),
            Attributes.list("ends", 5, 100),
            Attributes.list("axes", 2, 3)),
        of(9, "Squeeze", List.of(), Attributes.list("axes", 0)),
        of(9, "Unsqueeze", List.of(), Attributes.list("axes", 0, 3)),
        of(11, "ReduceSum", List.of(), Attributes.list("axes", 2, 3)),
        of(11, "Split", List.of(), Attributes.of("axis", 1), Attributes.list("split", 1, 3)),
        of(
            7,
            "Upsample",
            List.of(),
            Attributes.of("mode", "nearest"),
            floats("scales", 1, 1, 2, 3)),
        of(7, "Upsample", List.of(), Attributes.of("mode", "linear"), floats("scales", 1, 1, 2, 2)),
        of(9, "Upsample", List.of(new float[] {1, 1, 2, 2}), Attributes.of("mode", "nearest")),
        of(10, "Resize", List.of(new float[] {1, 1, 2, 2}), Attributes.of("mode", "linear")),
        of(10, "Resize", List.of(new float[] {1, 1, 0.5f, 0.5f}), Attributes.of("mode", "nearest")),
        of(11, "Softmax", List.of()),
        of(11, "Softmax", List.of(), Attributes.of("axis", 2)),
        of(12, "LogSoftmax", List.of(), Attributes.of("axis", -1)),
        of(7, "Dropout", List.of(), Attributes.of("ratio", 0.5f)),
        of(
            7,
            "BatchNormalization",
            List.of(four, four, four, four),
            Attributes.of("epsilon", 1e-3f),
            Attributes.of("spatial", 1)),
        of(7, "LeakyRelu", List.of(), Attributes.of("alpha", 0.2f)));
  }

  @ParameterizedTest
  @MethodSource("operators")
  void of_oldOperator_computesTheSame(
      int opset, String operator, List<float[]> constants, List<AttributeProto> attributes)
      throws OrtException {
    ModelProto old = network(opset, operator, constants, attributes);
    ModelProto raised = OpsetUpgrade.of(old);
    assertThat(Graph.opset(raised)).isEqualTo(GraphBuilder.OPSET);
    assertThat(run(raised)).containsExactly(run(old), org.assertj.core.data.Offset.offset(1e-6f));
  }

  private static ModelProto network(
      int opset, String operator, List<float[]> constants, List<AttributeProto> attributes) {
    GraphBuilder graph = new GraphBuilder("old");
    graph.input("x", DataType.FLOAT, 1, 4, 6, 8);
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(operator).addInput("x").addAllAttribute(attributes);
    for (float[] constant : constants) {
      node.addInput(graph.constant("constant", Tensors.floats(constant, constant.length)));
    }
    graph.freeName("y");
    graph.add(node.addOutput("y"));
    if (operator.equals("Split")) {
      node.addOutput("rest");
    }
    ModelProto.Builder model = graph.build().toBuilder();
    model.getGraphBuilder().addOutputBuilder().setName("y");
    model.getGraphBuilder().clearNode().addNode(node);
    constants.forEach(
        constant -> {
          String name = node.getInput(1 + constants.indexOf(constant));
          boolean isThere =
              model.getGraph().getInitializerList().stream()
                  .anyMatch(one -> one.getName().equals(name));
          if (!isThere) {
            model
                .getGraphBuilder()
                .addInitializer(
                    Tensors.floats(constant, constant.length).toBuilder().setName(name));
          }
        });
    model.getOpsetImportBuilder(0).setVersion(opset);
    return model.build();
  }

  private static float[] run(ModelProto model) throws OrtException {
    Random random = new Random(1);
    float[] values = new float[4 * 6 * 8];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    OrtSession session = ModelSession.open(model);
    try (OnnxTensor x =
            OnnxTensor.createTensor(Engine.environment(), FloatBuffer.wrap(values), SHAPE);
        OrtSession.Result result = session.run(Map.of("x", x))) {
      FloatBuffer y = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] given = new float[y.remaining()];
      y.get(given);
      return given;
    } finally {
      ModelSession.close(session);
    }
  }

  @Test
  void of_aBroadcastOfSet6_alignsTheSecondOperand() throws OrtException {
    ModelProto six =
        network(
            6,
            "Add",
            List.of(new float[] {1, 2, 3, 4}),
            List.of(Attributes.of("broadcast", 1), Attributes.of("axis", 1)));
    ModelProto nothing = network(7, "Identity", List.of(), List.of());
    float[] added = run(OpsetUpgrade.of(six));
    float[] plain = run(nothing);
    for (int i = 0; i < plain.length; i++) {
      plain[i] += 1 + i / (6 * 8);
    }
    assertThat(Arrays.equals(added, plain)).isTrue();
  }

  @Test
  void of_set5_isRefused() {
    ModelProto five = network(5, "Relu", List.of(), List.of());
    assertThatThrownBy(() -> OpsetUpgrade.of(five))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("operator set 5");
  }
}
