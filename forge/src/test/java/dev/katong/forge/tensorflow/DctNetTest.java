package dev.katong.forge.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.OnnxFiles;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.SizeProbe;
import dev.katong.forge.tensorflow.Rivals.Array;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.proto.GraphDef;

/** The real styles, against TensorFlow running the same files. */
@Tag("shared")
class DctNetTest {
  private static final Path SHARED = Path.of(System.getProperty("katong.shared", "../../shared"));

  @BeforeAll
  static void requireModels() {
    Assumptions.assumeTrue(
        Files.isDirectory(SHARED.resolve("models/dctnet")),
        "DCT-Net's files are not at " + SHARED + " (system property katong.shared)");
  }

  @ParameterizedTest
  @CsvSource({
    "anime,bg",
    "anime,h",
    "3d,bg",
    "3d,h",
    "sketch,bg",
    "sketch,h",
    "design,bg",
    "design,h"
  })
  void toOnnx_everyStyle_givesTensorFlowsPixels(String style, String network) throws IOException {
    Path file = SHARED.resolve("models/dctnet/" + style + "/cartoon_" + network + ".pb");
    ModelProto model = FrozenGraph.read(file).toOnnx(PixelEnds.DCT_NET);
    try (Rivals.TensorFlow tensorFlow =
            new Rivals.TensorFlow(GraphDef.parseFrom(Files.readAllBytes(file)));
        Rivals.Onnx onnx = new Rivals.Onnx(model)) {
      assertSame(tensorFlow, onnx, ImportAssert.pixels(1, 96, 128, 1));
      assertSame(tensorFlow, onnx, ImportAssert.pixels(1, 160, 112, 2));
      assertSame(tensorFlow, onnx, photo("portrait", 120, 60, 144, 128));
      assertSame(tensorFlow, onnx, photo("astronaut", 100, 20, 128, 160));
      // A multiple of 4 and not of 16, which is all the network needs.
      assertSame(tensorFlow, onnx, ImportAssert.pixels(1, 100, 84, 3));
    }
  }

  @Test
  void toOnnx_atOddSizes_isRefusedByTensorFlowToo() throws IOException {
    Path file = SHARED.resolve("models/dctnet/anime/cartoon_bg.pb");
    ModelProto model = FrozenGraph.read(file).toOnnx(PixelEnds.DCT_NET);
    assertThat(SizeProbe.multipleOf(model)).isEqualTo(4);
    Array photo = ImportAssert.pixels(1, 97, 130, 4);
    try (Rivals.TensorFlow tensorFlow =
            new Rivals.TensorFlow(GraphDef.parseFrom(Files.readAllBytes(file)));
        Rivals.Onnx onnx = new Rivals.Onnx(model)) {
      // What was halved twice and doubled twice is larger than the layer that is added to it.
      assertThatThrownBy(() -> tensorFlow.run(photo.part(0, false)))
          .isInstanceOf(TFInvalidArgumentException.class)
          .hasMessageContaining("Incompatible shapes");
      assertThatThrownBy(() -> onnx.pixels(photo)).hasMessageContaining("generator/add");
    }
  }

  @Test
  void toOnnx_ofAStyle_isFoldedToItsLayers() throws IOException {
    Path file = SHARED.resolve("models/dctnet/anime/cartoon_bg.pb");
    ModelProto model = FrozenGraph.read(file).toOnnx(PixelEnds.DCT_NET);
    NetworkInspection inspection = NetworkInspection.of(model);
    assertThat(inspection.operators())
        .containsEntry("Conv", 25)
        .containsEntry("Resize", 2)
        .containsEntry("Transpose", 2)
        .containsEntry("LeakyRelu", 13);
    assertThat(inspection.multiplyAddsPerPixel().orElseThrow()).isCloseTo(124e3, within(1e3));
    assertThat(inspection.parameters()).isCloseTo(1_470_000, within(5_000L));
  }

  @Test
  void toOnnx_opensWithoutWarnings(@TempDir Path folder) throws Exception {
    Path file = SHARED.resolve("models/dctnet/anime/cartoon_bg.pb");
    Path onnx = folder.resolve("anime.onnx");
    OnnxFiles.write(FrozenGraph.read(file).toOnnx(PixelEnds.DCT_NET), onnx);
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                OpeningMain.class.getName(),
                onnx.toString())
            .redirectErrorStream(true);
    // On a long command line ONNX Runtime's telemetry overflows the stack.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(said).contains("opened").doesNotContain("[W:onnxruntime").doesNotContain("[E:");
  }

  private static void assertSame(Rivals.TensorFlow tensorFlow, Rivals.Onnx onnx, Array photo) {
    Array expected = tensorFlow.run(photo.part(0, false));
    Array actual = onnx.pixels(photo);
    assertThat(actual.shape()).isEqualTo(photo.shape());
    ImportAssert.assertSamePixels(actual.values(), expected.values());
  }

  private static Array photo(String name, int x, int y, int width, int height) throws IOException {
    BufferedImage image = ImageIO.read(SHARED.resolve("golden/" + name + "/input.png").toFile());
    float[] values = new float[width * height * 3];
    for (int i = 0; i < width * height; i++) {
      int rgb = image.getRGB(x + i % width, y + i / width);
      for (int channel = 0; channel < 3; channel++) {
        values[3 * i + channel] = (rgb >> (8 * channel)) & 0xff;
      }
    }
    return new Array(values, 1, height, width, 3);
  }
}
