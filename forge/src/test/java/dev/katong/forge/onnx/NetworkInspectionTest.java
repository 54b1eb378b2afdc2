package dev.katong.forge.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.NetworkInspection.Port;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkInspectionTest {

  @Test
  void of_smallNetwork_countsAsOneDoesByHand() {
    GraphBuilder graph = new GraphBuilder("test");
    graph.input("x", DataType.FLOAT, "n", 3, "h", "w");
    String half =
        graph.node(
            "Conv",
            "half",
            List.of("x", weights(graph, "a", 8, 3, 3, 3)),
            Attributes.list("strides", 2, 2),
            Attributes.list("pads", 1, 1, 1, 1));
    String grouped =
        graph.node(
            "Conv",
            "grouped",
            List.of(half, weights(graph, "b", 8, 1, 5, 5)),
            Attributes.of("group", 8),
            Attributes.list("pads", 2, 2, 2, 2));
    graph.node(
        "ConvTranspose",
        "y",
        List.of(grouped, weights(graph, "c", 8, 3, 2, 2)),
        Attributes.list("strides", 2, 2));
    graph.output("y", DataType.FLOAT, "n", 3, "h", "w");

    NetworkInspection inspection = NetworkInspection.of(graph.build());
    // At a quarter of the pixels: 8·27 for the first, 8·25 for the second, 8·12 for the third.
    assertThat(inspection.multiplyAddsPerPixel()).hasValue((8 * 27 + 8 * 25 + 8 * 12) / 4.0);
    assertThat(inspection.operators()).containsExactly(entry("Conv", 2), entry("ConvTranspose", 1));
    assertThat(inspection.nodes()).isEqualTo(3);
    assertThat(inspection.parameters()).isEqualTo(8 * 27 + 8 * 25 + 8 * 12);
    assertThat(inspection.weightBytes()).isEqualTo(4 * inspection.parameters());
    assertThat(inspection.inputs()).containsExactly(new Port("x", "float32[n,3,h,w]"));
    assertThat(inspection.outputs()).containsExactly(new Port("y", "float32[n,3,h,w]"));
    assertThat(inspection.opset()).isEqualTo(17);
  }

  @Test
  void of_matrixProducts_countsThem() {
    GraphBuilder graph = new GraphBuilder("test");
    graph.input("x", DataType.FLOAT, 1, "h", "w", 3);
    String mixed = graph.node("MatMul", "mixed", List.of("x", weights(graph, "a", 3, 7)));
    String rows = graph.node("Reshape", "rows", List.of(mixed, graph.vector("shape", -1, 7)));
    graph.node("Gemm", "y", List.of(rows, weights(graph, "b", 7, 2)));
    graph.output("y", DataType.FLOAT, "p", 2);
    assertThat(NetworkInspection.of(graph.build()).multiplyAddsPerPixel()).hasValue(3 * 7 + 7 * 2);
  }

  @Test
  void of_networkThatCannotRunOnAPicture_leavesMultiplyAddsOut() {
    GraphBuilder graph = new GraphBuilder("test");
    graph.input("x", DataType.FLOAT, "n", 10);
    graph.node("MatMul", "y", List.of("x", weights(graph, "a", 10, 7)));
    graph.output("y", DataType.FLOAT, "n", 7);
    assertThat(NetworkInspection.of(graph.build()).multiplyAddsPerPixel()).isEmpty();
    GraphBuilder failing = new GraphBuilder("test");
    failing.input("x", DataType.FLOAT, "n", 3, "h", "w");
    failing.node("Reshape", "y", List.of("x", failing.vector("shape", 1, 3, 5, 5)));
    failing.output("y", DataType.FLOAT, 1, 3, 5, 5);
    NetworkInspection inspection = NetworkInspection.of(failing.build());
    assertThat(inspection.multiplyAddsPerPixel()).isEmpty();
    assertThat(inspection.nodes()).isEqualTo(1);
  }

  @ParameterizedTest
  @Tag("shared")
  @ValueSource(strings = {"yunet_n_dynamic.onnx", "yunet_n_640_640.onnx"})
  void of_faceDetector_countsAboutWhatItsAuthorsDo(String name) {
    Path file =
        Path.of(System.getProperty("katong.shared", "../../shared"), "models", "faces", name);
    Assumptions.assumeTrue(Files.exists(file), "There is no face detector at " + file);
    NetworkInspection inspection = NetworkInspection.of(OnnxFiles.read(file));
    // YuNet's paper: 75,856 parameters, and 149 M operations at 320×320 with all its layers. The
    // convolutions alone are nine tenths of it, by pixel the same at 256×256 and at 640×640.
    assertThat(inspection.parameters()).isCloseTo(75_856, within(3_000L));
    assertThat(inspection.multiplyAddsPerPixel().orElseThrow())
        .isCloseTo(0.91 * 149e6 / 320 / 320, within(2.0));
    assertThat(inspection.inputs()).hasSize(1);
    assertThat(inspection.outputs()).hasSize(12);
  }

  private static String weights(GraphBuilder graph, String name, long... dims) {
    int size = 1;
    for (long dim : dims) {
      size *= (int) dim;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i * 1e-3f + name.charAt(0);
    }
    return graph.constant(name, Tensors.floats(values, dims));
  }

  @Test
  void of_sameModelTwice_isEqual() {
    GraphBuilder graph = new GraphBuilder("test");
    graph.input("x", DataType.FLOAT, "n", 3, "h", "w");
    graph.node("Neg", "y", List.of("x"));
    graph.output("y", DataType.FLOAT, "n", 3, "h", "w");
    ModelProto model = graph.build();
    assertThat(NetworkInspection.of(model)).isEqualTo(NetworkInspection.of(model));
  }
}
