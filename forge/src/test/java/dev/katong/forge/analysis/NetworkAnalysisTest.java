package dev.katong.forge.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.analysis.NetworkAnalysis.LiveBytes;
import dev.katong.forge.analysis.NetworkAnalysis.Reaches;
import dev.katong.forge.analysis.TilingExperiment.Trial;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.Tensors;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkAnalysisTest {
  private final SmallNetwork network = new SmallNetwork();
  private final GraphBuilder graph = network.graph();

  @ParameterizedTest
  @CsvSource({"3,1,1", "3,2,2", "7,1,3", "5,3,6", "1,1,0"})
  void of_convolution_reachesHalfItsKernel(int kernel, int dilation, int reach) {
    String drawn =
        network.conv(
            network.start(),
            3,
            3,
            kernel,
            Attributes.list("dilations", dilation, dilation),
            Attributes.list("pads", reach, reach, reach, reach));
    assertExact(drawn, 1, new Reaches(reach, reach, reach, reach));
  }

  @Test
  void of_rowKernel_reachesInOneDirection() {
    String weights = graph.constant("row", Tensors.floats(new float[] {1, 2, 3, 4}, 1, 1, 1, 4));
    String grey = network.conv(network.start(), 3, 1, 1);
    String row =
        network.op("Conv", List.of(grey, weights), Attributes.of("auto_pad", "SAME_LOWER"));
    assertExact(network.conv(row, 1, 3, 1), 1, new Reaches(2, 0, 1, 0));
  }

  @Test
  void of_halvedAndDoubled_hasStrideTwoAndReachesByPhase() {
    // Position q of the half reads 2q − 1 … 2q + 1; pixels 2q and 2q + 1 show it.
    String half = halved(network.start());
    assertExact(network.resize(half, "nearest", "asymmetric"), 2, new Reaches(1, 1, 0, 0));
  }

  @Test
  void of_asymmetricInterpolation_reachesOneMoreOnTheRight() {
    // Pixel 2q + 1 shows q and q + 1.
    String half = halved(network.start());
    assertExact(network.resize(half, "linear", "asymmetric"), 2, new Reaches(1, 1, 2, 2));
  }

  @Test
  void of_halfPixelInterpolation_reachesOneMoreOnBothSides() {
    String half = halved(network.start());
    assertExact(network.resize(half, "linear", "half_pixel"), 2, new Reaches(3, 3, 2, 2));
  }

  @Test
  void of_sameAtStrideTwo_padsAfterOnly() {
    String half =
        network.conv(
            network.start(),
            3,
            3,
            3,
            Attributes.list("strides", 2, 2),
            Attributes.of("auto_pad", "SAME_UPPER"));
    assertExact(network.resize(half, "nearest", "asymmetric"), 2, new Reaches(0, 0, 1, 1));
  }

  @Test
  void of_transposedConvolution_reachesWhatSpreadsToIt() {
    // Pixel j gets q where j = 2q + k − 1, k = 0 … 3: j = 0 gets q = −1, 0, j = 1 gets 0, 1.
    String half = network.op("AveragePool", network.conv(network.start(), 3, 2, 1), pool(2));
    String drawn = network.transposed(half, 4, Attributes.list("pads", 1, 1, 1, 1));
    assertExact(network.conv(drawn, 2, 3, 1), 2, new Reaches(2, 2, 2, 2));
  }

  @ParameterizedTest
  @CsvSource({"MaxPool", "AveragePool"})
  void of_pooling_seesItsBlock(String op) {
    String quarter = network.op(op, network.op(op, network.start(), pool(2)), pool(2));
    String half = network.resize(quarter, "nearest", "asymmetric");
    assertExact(network.resize(half, "nearest", "asymmetric"), 4, new Reaches(0, 0, 0, 0));
  }

  @Test
  void of_skipConnections_takeTheUnion() {
    String wide = network.conv(network.start(), 3, 2, 7);
    String deep = network.conv(network.op("MaxPool", wide, pool(2)), 2, 2, 3);
    String up = network.resize(deep, "nearest", "asymmetric");
    String joined = network.op("Concat", List.of(up, wide), Attributes.of("axis", 1));
    // The deep path: q − 1 … q + 1 of the half, so 2 pixels more than the 3 of the first layer.
    assertExact(network.conv(joined, 4, 3, 1), 2, new Reaches(5, 5, 5, 5));
  }

  @Test
  void of_channelsForPixels_reachTheBlock() {
    String deep = network.op("SpaceToDepth", network.start(), Attributes.of("blocksize", 2));
    String seen = network.conv(deep, 12, 12, 3);
    String drawn =
        network.op(
            "DepthToSpace", seen, Attributes.of("blocksize", 2), Attributes.of("mode", "CRD"));
    assertExact(drawn, 2, new Reaches(2, 2, 2, 2));
  }

  @Test
  void of_channelsForPixelsByReshaping_reachTheSame() {
    String half = network.conv(network.op("AveragePool", network.start(), pool(2)), 3, 12, 3);
    String shape = network.op("Shape", half);
    String six =
        network.op(
            "Concat",
            List.of(
                graph.vector("one", 1),
                graph.vector("channels", 3, 2, 2),
                network.op("Gather", List.of(shape, graph.vector("sides", 2, 3)))),
            Attributes.of("axis", 0));
    String split = network.op("Reshape", List.of(half, six));
    String turned = network.op("Transpose", split, Attributes.list("perm", 0, 1, 4, 2, 5, 3));
    String whole = network.op("Shape", network.start());
    assertExact(network.op("Reshape", List.of(turned, whole)), 2, new Reaches(2, 2, 2, 2));
  }

  @Test
  void of_paddingAndCutting_shiftThePicture() {
    String padded =
        network.op(
            "Pad",
            List.of(network.start(), graph.vector("pads", 0, 0, 2, 3, 0, 0, 1, 2)),
            Attributes.of("mode", "reflect"));
    String valid = network.conv(padded, 3, 3, 3, Attributes.list("pads", 0, 0, 0, 0));
    // Row i reads i − 2 … i, and one too many is cut at the end; column i, cut by one at the
    // beginning and two at the end, reads i − 2 … i.
    String drawn =
        network.op(
            "Slice",
            List.of(
                valid,
                graph.vector("starts", 0, 1),
                graph.vector("ends", -1, -2),
                graph.vector("axes", 2, 3)));
    assertExact(drawn, 1, new Reaches(2, 2, 0, 0));
  }

  @Test
  void of_meanOverChannels_isExact() {
    String mean = network.op("ReduceMean", network.start(), Attributes.list("axes", 1));
    assertExact(network.op("Sub", List.of(network.start(), mean)), 1, new Reaches(0, 0, 0, 0));
  }

  @Test
  void of_productWithChannels_isExact() {
    String pixels = network.op("Transpose", network.start(), Attributes.list("perm", 0, 2, 3, 1));
    String rows = network.op("Reshape", List.of(pixels, graph.vector("rows", -1, 3)));
    String weights =
        graph.constant("mix", Tensors.floats(new float[] {0, 1, 0, 0, 0, 1, 1, 0, 0}, 3, 3));
    String mixed = network.op("Gemm", List.of(rows, weights));
    String back = network.op("Reshape", List.of(mixed, network.op("Shape", pixels)));
    String planes = network.op("Transpose", back, Attributes.list("perm", 0, 3, 1, 2));
    assertExact(network.conv(planes, 3, 3, 3), 1, new Reaches(1, 1, 1, 1));
  }

  @Test
  void of_onesOfTheFramesSize_reachLikeThePicture() {
    String ones =
        network.op(
            "ConstantOfShape",
            List.of(network.op("Shape", network.start())),
            Attributes.of("value", Tensors.floats(new float[] {1}, 1)));
    String inside = network.conv(ones, 3, 3, 5);
    String drawn = network.op("Div", List.of(network.conv(network.start(), 3, 3, 3), inside));
    assertExact(drawn, 1, new Reaches(2, 2, 2, 2));
  }

  @Test
  void of_liveTensors_countsThePeak() {
    // The photo's bytes, and the widest moment: 3 floats in, 16 out; then 16 in and 16 out.
    String wide = network.conv(network.start(), 3, 16, 3);
    String drawn = network.conv(network.op("Relu", wide), 16, 3, 1);
    NetworkAnalysis analysis = NetworkAnalysis.derive(network.finished(drawn));
    LiveBytes live = analysis.liveBytes(Precision.FP32);
    assertThat(live).isEqualTo(new LiveBytes(4 * 32, "relu", 4 * 19, "conv"));
    assertThat(analysis.liveBytes(Precision.FP16).perPixel()).isEqualTo(2 * 32);
    assertThat(analysis.liveBytes(Precision.INT8).inPlacePerPixel()).isEqualTo(19);
    assertThat(analysis.parameters()).isGreaterThanOrEqualTo(16 * 27 + 16 * 3);
    assertThat(analysis.multiplyAddsPerPixel()).hasValue(16 * 27 + 16 * 3);
  }

  @Test
  void of_unfinishedNetwork_isRefused() {
    GraphBuilder other = new GraphBuilder("other");
    other.input("x", DataType.FLOAT, 1, 3, "h", "w");
    other.node("Neg", "y", List.of("x"));
    other.output("y", DataType.FLOAT, 1, 3, "h", "w");
    assertThatThrownBy(() -> NetworkAnalysis.of(other.build()))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("not finished");
  }

  @ParameterizedTest
  @CsvSource({"1,EXACT", "5,BLENDED", "90,WHOLE"})
  void with_experimentThatContradicts_falls(int difference, Tiling tiling) {
    String drawn = network.conv(network.start(), 3, 3, 3);
    Trial trial = new Trial(0, 0, 1, difference, 7);
    NetworkAnalysis analysis =
        NetworkAnalysis.derive(network.finished(drawn))
            .with(new TilingExperiment(64, 32, List.of(trial), List.of()));
    assertThat(analysis.tiling()).isEqualTo(tiling);
    assertThat(analysis.frameOperations()).hasSize(tiling == Tiling.EXACT ? 0 : 1);
  }

  private static AttributeProto[] pool(int size) {
    return new AttributeProto[] {
      Attributes.list("kernel_shape", size, size), Attributes.list("strides", size, size)
    };
  }

  private String halved(String x) {
    return network.conv(
        x, 3, 3, 3, Attributes.list("strides", 2, 2), Attributes.list("pads", 1, 1, 1, 1));
  }

  private void assertExact(String drawn, int stride, Reaches reaches) {
    NetworkAnalysis analysis = NetworkAnalysis.of(network.finished(drawn));
    assertThat(analysis.frameOperations()).isEmpty();
    assertThat(analysis.tiling()).isEqualTo(Tiling.EXACT);
    assertThat(analysis.reaches()).isEqualTo(reaches);
    assertThat(analysis.stride()).isEqualTo(stride);
    assertThat(analysis.alignment()).isEqualTo(stride);
    assertThat(analysis.halo()).isEqualTo(-Math.floorDiv(-reaches.largest(), stride) * stride);
    assertThat(analysis.experiment().orElseThrow().passes()).isTrue();
  }
}
