package dev.katong.forge.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.katong.fixture.SharedFolder;
import dev.katong.forge.analysis.NetworkAnalysis.LiveBytes;
import dev.katong.forge.analysis.NetworkAnalysis.Reaches;
import dev.katong.forge.analysis.TilingExperiment.Trial;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.tensorflow.FrozenGraph;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.style.StyleStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DCT-Net and the built-in style. */
class RealNetworksTest {
  @Test
  @Tag("shared")
  void of_dctNet_derivesWhatWasMeasured() {
    Path file = SharedFolder.path("models/dctnet/anime/cartoon_bg.pb");
    NetworkAnalysis analysis = NetworkAnalysis.of(FrozenGraph.read(file).toOnnx(PixelEnds.DCT_NET));
    assertThat(analysis.tiling()).isEqualTo(Tiling.EXACT);
    assertThat(analysis.frameOperations()).isEmpty();
    assertThat(analysis.stride()).isEqualTo(4);
    assertThat(analysis.alignment()).isEqualTo(4);
    // SAME at stride 2 pads after only, and the interpolation looks ahead: the right is farther.
    assertThat(analysis.reaches()).isEqualTo(new Reaches(57, 57, 64, 64));
    assertThat(analysis.halo()).isEqualTo(64);
    TilingExperiment experiment = analysis.experiment().orElseThrow();
    assertThat(experiment.trials()).hasSize(9);
    assertThat(experiment.largestDifference()).isLessThanOrEqualTo(1);
    assertThat(experiment.contrasts()).extracting(Trial::halo).containsExactly(60, 32);
    assertThat(experiment.contrasts().get(1).largestDifference()).isGreaterThan(1);
  }

  @Test
  @Tag("shared")
  void of_dctNet_countsWhatLives() {
    Path file = SharedFolder.path("models/dctnet/anime/cartoon_h.pb");
    NetworkAnalysis analysis =
        NetworkAnalysis.derive(FrozenGraph.read(file).toOnnx(PixelEnds.DCT_NET));
    assertThat(analysis.parameters()).isCloseTo(1_470_000, within(5_000L));
    assertThat(analysis.multiplyAddsPerPixel().orElseThrow()).isCloseTo(124e3, within(1e3));
    // The last sum of 32 channels: both summands and the result, the scaled photo and its bytes.
    // In place: the layers that wait to be added (32, and 64 at a quarter of the pixels), and in
    // the residual block three tensors of 128 channels at a sixteenth.
    assertThat(analysis.liveBytes(Precision.FP32))
        .isEqualTo(
            new LiveBytes(
                4 * (3 * 32 + 3) + 3,
                "generator/add_1",
                4 * (32 + 16 + 3 * 8 + 3) + 3,
                "generator/block_0/conv2/Conv2D"));
  }

  @Test
  void of_builtInStyle_isExact(@TempDir Path empty) throws InvalidProtocolBufferException {
    byte[] comic = new StyleStore(empty).find("comic").file("background.onnx");
    NetworkAnalysis analysis = NetworkAnalysis.of(ModelProto.parseFrom(comic));
    assertThat(analysis.tiling()).isEqualTo(Tiling.EXACT);
    assertThat(analysis.stride()).isEqualTo(1);
    assertThat(analysis.alignment()).isEqualTo(1);
    // Three guided filters of two boxes each, of radius 3.
    assertThat(analysis.reaches()).isEqualTo(new Reaches(18, 18, 18, 18));
    assertThat(analysis.halo()).isEqualTo(18);
    assertThat(analysis.experiment().orElseThrow().passes()).isTrue();
    assertThat(analysis.liveBytes(Precision.FP32).perPixel()).isEqualTo(72);
  }
}
