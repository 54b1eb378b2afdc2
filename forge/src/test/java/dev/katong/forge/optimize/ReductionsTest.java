package dev.katong.forge.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongHome;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.TinyNetworks;
import dev.katong.forge.fit.Fitting;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.optimize.Reductions.PrunedModel;
import dev.katong.image.Photo;
import dev.katong.network.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReductionsTest {
  private static final Recipe QUARTER = new Recipe(Precision.FP32, 0.25);

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();
  private final OptimizeListener listener =
      new OptimizeListener() {
        @Override
        public void note(String sentence) {
          said.add(sentence);
        }
      };

  @Test
  void prune_withoutATrainer_saysThatNothingWasTrained() {
    PrunedModel pruned = prune(Optional.empty(), wide());
    assertThat(pruned.pruned()).isCloseTo(0.25, within(0.13));
    assertThat(pruned.model().getSerializedSize()).isLessThan(wide().getSerializedSize());
    assertThat(said)
        .anyMatch(note -> note.matches("background network: \\d+ of 64 filters are gone, .*%"))
        .anyMatch(note -> note.contains("were not fine-tuned") && note.contains("module 'train'"));
  }

  @Test
  void prune_withATrainer_givesItThePhotosToLearnFromAndAFolder() throws IOException {
    List<FineTuning.TrainingJob> jobs = new ArrayList<>();
    FineTuning trainer =
        job -> {
          jobs.add(job);
          createFolder(job.checkpoints());
          return job.teacher();
        };
    assertThat(prune(Optional.of(trainer), wide()).model()).isEqualTo(wide());
    assertThat(said).noneMatch(note -> note.contains("fine-tuned"));
    FineTuning.TrainingJob job = jobs.get(0);
    assertThat(job.teacher()).isEqualTo(wide());
    assertThat(job.photos()).containsExactly(Path.of("a.jpg"));
    assertThat(job.limit()).isEqualTo(OptimizeSettings.DEFAULTS.training());
    assertThat(job.checkpoints()).startsWith(folder.resolve("training")).isDirectory();
    reductions(Optional.of(trainer)).forget("style", QUARTER);
    assertThat(folder.resolve("training")).isEmptyDirectory();
  }

  private static void createFolder(Path path) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void prune_ofFewChannels_saysThatNothingCanGo() throws IOException {
    ModelProto narrow = ModelProto.parseFrom(TinyNetworks.halving(1));
    assertThatThrownBy(() -> prune(Optional.empty(), narrow))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("nothing can be taken out of the background network");
  }

  @Test
  void convert_toFp16_storesWeightsInHalf() {
    try (Photo photo = Photo.of(DrawnPortrait.draw(64, 64))) {
      ModelProto half =
          reductions(Optional.empty())
              .convert(
                  subject(wide(), photo.mat()),
                  wide(),
                  new Recipe(Precision.FP16, 0),
                  OptimizeSettings.DEFAULTS);
      assertThat(NetworkInspection.precision(half)).isEqualTo(Precision.FP16);
      assertThat(half.getSerializedSize()).isLessThan(wide().getSerializedSize() * 2 / 3);
    }
  }

  @Test
  void convert_toFp32_takesLayersApartOnlyWithoutPruning() {
    try (Photo photo = Photo.of(DrawnPortrait.draw(64, 64))) {
      TargetNetwork subject = subject(wide(), photo.mat());
      Reductions reductions = reductions(Optional.empty());
      ModelProto fitted =
          reductions.convert(
              subject, wide(), new Recipe(Precision.FP32, 0), OptimizeSettings.DEFAULTS);
      ModelProto pruned =
          reductions.convert(
              subject, wide(), new Recipe(Precision.FP32, 0.25), OptimizeSettings.DEFAULTS);
      assertThat(fitted).isEqualTo(Fitting.fitFully(wide(), subject.multipleOf()));
      assertThat(pruned).isEqualTo(Fitting.fit(wide()));
    }
  }

  private PrunedModel prune(Optional<FineTuning> trainer, ModelProto network) {
    try (Photo photo = Photo.of(DrawnPortrait.draw(320, 240))) {
      return reductions(trainer)
          .prune(
              "style",
              subject(network, photo.mat()),
              QUARTER,
              List.of(Path.of("a.jpg")),
              OptimizeSettings.DEFAULTS);
    }
  }

  private Reductions reductions(Optional<FineTuning> trainer) {
    return new Reductions(new KatongHome(folder), trainer, listener);
  }

  private static TargetNetwork subject(ModelProto network, Mat picture) {
    return new TargetNetwork(
        "background network",
        network.toByteArray(),
        List.of(picture),
        List.of(List.of(picture)),
        4,
        OptionalInt.empty());
  }

  /** Two layers of 32 channels between the photo and the cartoon. */
  private static ModelProto wide() {
    GraphBuilder graph = new GraphBuilder("wide");
    PixelEnds ends = PixelEnds.of("nchw", "bgr", "0..1");
    graph.input(PixelEnds.PHOTO, DataType.UINT8, "N", "H", "W", 3);
    String values = graph.freeName("values");
    ends.enter(graph, PixelEnds.PHOTO, DataType.FLOAT, values);
    Random random = new Random(7);
    String first = convolution(graph, "first", values, 3, 32, random);
    String second = convolution(graph, "second", first, 32, 32, random);
    String last = convolution(graph, "last", second, 32, 3, random);
    graph.output(PixelEnds.CARTOON, DataType.UINT8, "N", "H", "W", 3);
    ends.leave(graph, last, DataType.FLOAT, graph.freeName(PixelEnds.CARTOON));
    return graph.build();
  }

  private static String convolution(
      GraphBuilder graph, String name, String input, int in, int out, Random random) {
    float[] weights = new float[out * in * 9];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (random.nextGaussian() / Math.sqrt(9.0 * in));
    }
    String constant = graph.constant(name + "/weights", Tensors.floats(weights, out, in, 3, 3));
    return graph.node(
        "Relu",
        name,
        List.of(
            graph.node(
                "Conv",
                name + "/sum",
                List.of(input, constant),
                Attributes.list("pads", 1, 1, 1, 1))));
  }
}
