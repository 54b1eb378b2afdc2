package dev.katong.forge.fit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.fixture.SharedFolder;
import dev.katong.forge.analysis.NetworkAnalysis;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.tensorflow.FrozenGraph;
import dev.katong.image.Photo;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real styles, fitted, against what was imported. */
@Tag("shared")
class FittedStylesTest {
  private static final int PHOTOS = 2;

  @ParameterizedTest
  @ValueSource(strings = {"anime", "3d", "sketch", "design"})
  void fit_everyStyle_drawsTheSame(String style) throws Exception {
    ModelProto imported = imported(style);
    ModelProto fitted = Fitting.fit(imported);
    ModelProto fully = Fitting.fitFully(imported, 16);
    try (Stream<Path> files = Files.list(SharedFolder.path("photos/faces"))) {
      for (Path file : files.sorted().limit(PHOTOS).toList()) {
        try (Photo photo = Photo.decode(file);
            Rect part =
                new Rect(
                    0, 0, multiple(photo.mat().cols(), 128), multiple(photo.mat().rows(), 96));
            Mat window = new Mat(photo.mat(), part)) {
          DrawnBytes.assertSame(fitted, imported, window, 1);
          DrawnBytes.assertSame(fully, imported, window, 1);
        }
      }
    }
  }

  private static int multiple(int side, int most) {
    return Math.min(side, most) / 16 * 16;
  }

  @Test
  void fit_dctNet_takesLessAndTilesAsBefore() {
    ModelProto imported = imported("anime");
    NetworkAnalysis before = NetworkAnalysis.derive(imported);
    NetworkAnalysis fitted = NetworkAnalysis.of(Fitting.fit(imported));
    assertThat(fitted.tiling()).isEqualTo(Tiling.EXACT);
    assertThat(fitted.frameOperations()).isEmpty();
    assertThat(List.of(fitted.stride(), fitted.alignment(), fitted.halo()))
        .containsExactly(4, 4, 64);
    assertThat(fitted.reaches()).isEqualTo(before.reaches());
    assertThat(fitted.liveBytes(Precision.FP32).perPixel())
        .isEqualTo(before.liveBytes(Precision.FP32).perPixel() - 12);
    assertThat(NetworkInspection.of(Fitting.fit(imported)).operators())
        .containsEntry("Conv", 18)
        .containsEntry("AveragePool", 6)
        .containsEntry("DepthToSpace", 1);
  }

  @Test
  void fitFully_dctNet_multipliesLessAndTilesExactly() {
    NetworkAnalysis fully = NetworkAnalysis.of(Fitting.fitFully(imported("anime"), 16));
    assertThat(fully.tiling()).isEqualTo(Tiling.EXACT);
    assertThat(fully.frameOperations()).isEmpty();
    assertThat(List.of(fully.stride(), fully.alignment(), fully.halo())).containsExactly(8, 8, 64);
    assertThat(fully.multiplyAddsPerPixel().orElseThrow()).isLessThan(101e3);
  }

  private static ModelProto imported(String style) {
    Path file = SharedFolder.path("models/dctnet/" + style + "/cartoon_bg.pb");
    return FrozenGraph.read(file).toOnnx(PixelEnds.DCT_NET);
  }
}
