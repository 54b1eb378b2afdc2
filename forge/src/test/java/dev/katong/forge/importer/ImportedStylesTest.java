package dev.katong.forge.importer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.Cancellation;
import dev.katong.Options;
import dev.katong.fixture.PictureAssert;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.OnnxFiles;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.style.StyleImport;
import dev.katong.image.Photo;
import dev.katong.image.PhotoSource;
import dev.katong.image.PictureSize;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Tiling;
import dev.katong.pipeline.FinishOptions;
import dev.katong.pipeline.Pipeline;
import dev.katong.plan.TileGrid;
import dev.katong.style.Style;
import dev.katong.style.StylePack;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that change nothing draw the photo, whatever their form. */
class ImportedStylesTest {
  private static final PictureSize SIZE = new PictureSize(150, 110);

  @TempDir private Path folder;

  private StylePack imported(GraphBuilder graph) {
    Path file = folder.resolve("net.onnx");
    OnnxFiles.write(graph.build(), file);
    ImportOptions options = ImportOptions.parse("nchw", "rgb", "0..1", null, null, null);
    ModelProto network = OnnxImport.of(OnnxFiles.read(file), options).model();
    return StyleImport.singleNetwork(file, network, 720, "test");
  }

  private static void assertDrawsThePhoto(StylePack pack, TileGrid grid, PictureSize result) {
    NetworkFacts facts = Objects.requireNonNull(pack.manifest().background().facts());
    try (Style style = Style.load(pack, 1);
        PhotoSource source = PhotoSource.of(dev.katong.forge.Portrait.jpeg(), "portrait");
        Photo photo = source.decodeAtLeast(SIZE.shortSide());
        Mat frame = SIZE.fit(photo.mat());
        Pipeline pipeline =
            new Pipeline(
                style,
                frame,
                new Pipeline.Sizes(SIZE, SIZE, result),
                Options.Composition.REFERENCE,
                FinishOptions.NONE,
                Cancellation.NEVER)) {
      pipeline.drawBackground(grid, facts.tiling(), done -> {});
      assertThat(PictureSize.of(pipeline.canvas())).isEqualTo(SIZE.times(facts.scale()));
      try (Mat drawn = pipeline.finish();
          Mat expected = result.fit(frame)) {
        PictureAssert.assertThat(drawn).differsAtMostBy(expected, 1);
      }
    }
  }

  @Test
  void networkOfOneSize_isDrawnInTilesOfIt() {
    GraphBuilder graph = new GraphBuilder("fixed");
    graph.input("input", DataType.FLOAT, 1, 3, 64, 64);
    String flat = graph.node("Reshape", "flat", List.of("input", graph.vector("n", 1, 12288)));
    graph.node("Reshape", "output", List.of(flat, graph.vector("full", 1, 3, 64, 64)));
    graph.output("output", DataType.FLOAT, 1, 3, 64, 64);
    StylePack pack = imported(graph);
    NetworkFacts facts = Objects.requireNonNull(pack.manifest().background().facts());
    assertThat(facts.window()).isEqualTo(new PictureSize(64, 64));
    assertThat(facts.tiling()).isEqualTo(Tiling.BLENDED);
    TileGrid grid = TileGrid.ofWindows(SIZE, Objects.requireNonNull(facts.window()), facts.halo());
    assertThat(grid.count()).isEqualTo(6);
    assertDrawsThePhoto(pack, grid, SIZE);
  }

  @Test
  void networkThatEnlarges_isDrawnOnALargerCanvas() {
    GraphBuilder graph = new GraphBuilder("twice");
    graph.input("input", DataType.FLOAT, 1, 3, "h", "w");
    String scales = graph.constant("scales", Tensors.floats(new float[] {1, 1, 2, 2}, 4));
    graph.node(
        "Resize",
        "output",
        List.of("input", "", scales),
        Attributes.of("mode", "nearest"),
        Attributes.of("coordinate_transformation_mode", "asymmetric"),
        Attributes.of("nearest_mode", "floor"));
    graph.output("output", DataType.FLOAT, 1, 3, "oh", "ow");
    StylePack pack = imported(graph);
    NetworkFacts facts = Objects.requireNonNull(pack.manifest().background().facts());
    assertThat(facts.scale()).isEqualTo(2);
    assertThat(facts.tiling()).isEqualTo(Tiling.EXACT);
    assertDrawsThePhoto(pack, TileGrid.whole(SIZE), SIZE);
    TileGrid tiles = TileGrid.within(SIZE, facts.halo(), facts.step(), 10_000).orElseThrow();
    assertThat(tiles.count()).isGreaterThan(1);
    assertDrawsThePhoto(pack, tiles, SIZE);
  }
}
