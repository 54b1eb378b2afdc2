package dev.katong.forge.quantize;

import static dev.katong.fixture.PictureAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.Cancellation;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.analysis.NetworkAnalysis;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.quality.Fidelity;
import dev.katong.memory.NativeMemory;
import dev.katong.network.Network;
import dev.katong.network.Network.Arena;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class QuantizationTest {
  private static final ModelProto NETWORK = SmallUnet.model();
  private static List<Mat> photos;
  private static QuantizedNetwork quantized;

  @BeforeAll
  static void quantize() {
    photos = SmallUnet.photos(4, 96, 80);
    quantized = quantized(new Fidelity(25, 0.8));
  }

  private static HeldOut held() {
    return new HeldOut(NETWORK, List.of(photos.subList(3, 4)));
  }

  private static QuantizedNetwork quantized(Fidelity floor) {
    return Quantization.of(NETWORK, photos.subList(0, 3), held(), floor, done -> {});
  }

  @AfterAll
  static void release() {
    NativeMemory.release(photos);
  }

  @Test
  void of_networkOfConvolutions_computesAllOfThemInBytes() {
    assertThat(NetworkInspection.of(quantized.model()).operators())
        .containsEntry("QLinearConv", 7) // Six, and the enlargement.
        .containsEntry("QLinearAdd", 2)
        .doesNotContainKeys("Conv", "Resize");
    assertThat(NetworkInspection.precision(quantized.model())).isEqualTo(Precision.INT8);
    assertThat(quantized.keptInFloat()).isEmpty();
  }

  @Test
  void of_unseenPhoto_drawsNearlyTheSame() {
    try (Network exact = Network.load(NETWORK.toByteArray(), "float", 1);
        Network bytes = Network.load(quantized.model().toByteArray(), "bytes", 1)) {
      List<Mat> unseen = SmallUnet.photos(6, 120, 64).subList(5, 6);
      try (Mat expected = exact.run(unseen.get(0));
          Mat drawn = bytes.run(unseen.get(0))) {
        Fidelity fidelity = Fidelity.of(drawn, expected);
        assertThat(fidelity.psnr()).isGreaterThan(28);
      } finally {
        NativeMemory.release(unseen);
      }
    }
  }

  @Test
  void of_batch_drawsEachAsAlone() {
    try (Network bytes = Network.load(quantized.model().toByteArray(), "bytes", 1);
        Mat stacked = new Mat()) {
      stacked.push_back(photos.get(0));
      stacked.push_back(photos.get(1));
      try (Mat both = bytes.runStacked(stacked, 2, Arena.KEPT, Cancellation.NEVER);
          Mat alone = bytes.run(photos.get(1));
          Mat second = both.rowRange(80, 160)) {
        assertThat(second).differsAtMostBy(alone, 0);
      }
    }
  }

  @Test
  void of_networkOfFiniteReach_canBeTiledExactly() {
    NetworkAnalysis exact = NetworkAnalysis.of(NETWORK);
    NetworkAnalysis analysis = NetworkAnalysis.of(quantized.model());

    assertThat(analysis.frameOperations()).isEmpty();
    assertThat(analysis.tiling()).isEqualTo(Tiling.EXACT);
    assertThat(analysis.experiment().orElseThrow().largestDifference()).isZero();
    assertThat(analysis.halo()).isBetween(exact.halo(), exact.halo() + 16);
    assertThat(analysis.liveBytes(Precision.INT8).perPixel())
        .isLessThan(exact.liveBytes(Precision.FP32).perPixel() / 2);
  }

  @Test
  void of_higherFloor_computesMoreExactly() {
    QuantizedNetwork closer = quantized(new Fidelity(55, 0.8));

    assertThat(closer.inSigns().size() + closer.keptInFloat().size()).isPositive();
    assertThat(closer.fidelity().mean().psnr())
        .isGreaterThan(quantized.fidelity().mean().psnr() + 0.5);
  }

  @Test
  void of_floorOnPhotosHeldOut_isReachedAndNoMoreIsSpent() {
    double plain = quantized.fidelity().mean().psnr();
    QuantizedNetwork reached = quantized(new Fidelity(plain + 1, 0));

    assertThat(reached.fidelity().mean().psnr()).isGreaterThanOrEqualTo(plain + 1);
    assertThat(reached.keptInFloat().size()).isLessThan(6);
  }

  @Test
  void of_noPhotos_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantization.of(NETWORK, List.of(), held(), Fidelity.EQUAL, done -> {}));
  }

  @Test
  void of_networkWithoutConvolutions_isRefused() {
    GraphBuilder graph = new GraphBuilder("none");
    graph.input(PixelEnds.PHOTO, DataType.UINT8, "N", "H", "W", 3);
    graph.nodeTo(PixelEnds.CARTOON, "Identity", List.of(PixelEnds.PHOTO));
    graph.output(PixelEnds.CARTOON, DataType.UINT8, "N", "H", "W", 3);

    assertThatThrownBy(
            () ->
                Quantization.of(graph.build(), photos, held(), new Fidelity(40, 0.98), done -> {}))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("8 bits");
  }
}
