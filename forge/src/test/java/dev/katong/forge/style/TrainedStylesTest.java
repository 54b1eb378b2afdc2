package dev.katong.forge.style;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.NetworkFile;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.network.MeasuredMemory;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Precision;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleManifest.FrameNetwork;
import dev.katong.style.StyleManifest.HeadNetwork;
import dev.katong.style.StyleManifest.Refinement;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import dev.katong.tone.StyleFinish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The built-in styles that were trained, each one network for frames and heads. With {@code
 * -Dkatong.builtin.write=FOLDER} their packs are written there first, of {@code NAME.onnx} in
 * {@code -Dkatong.builtin.networks=FOLDER} and of the teachers in {@code NAME} of {@code
 * -Dkatong.builtin.teachers=FOLDER}.
 */
class TrainedStylesTest {
  private static final long MOST_BYTES = 6_000_000;

  /**
   * As the import of a style measures it on Linux, the most of six measurements. The graph of all
   * three networks is the same.
   */
  private static final MeasuredMemory MEMORY =
      new MeasuredMemory("cpu", Precision.FP16, "1.29.0", 5_000_000, 438, 605);

  @TempDir private Path empty;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3d     | As in a computer-animated film: large eyes, smooth skin, everybody's own colours
          anime  | As in a Japanese animated film: large eyes, thin lines, flat colours
          sketch | A pencil drawing in shades of grey
          """)
  void builtInStyle_isOneNetworkWithItsFacts(String name, String description) throws IOException {
    String folder = System.getProperty("katong.builtin.write");
    StyleStore store = new StyleStore(folder == null ? empty : Path.of(folder));
    if (folder != null) {
      store.add(made(name, description), true);
    }
    StylePack pack = store.find(name).whole();

    StyleManifest manifest = pack.manifest();
    HeadNetwork head = Objects.requireNonNull(manifest.head());
    assertThat(manifest.description()).isEqualTo(description);
    assertThat(manifest.hasOneNetwork()).isTrue();
    assertThat(head.file()).isEqualTo(manifest.background().file());
    assertThat(head.facts()).isEqualTo(manifest.background().facts());
    assertThat(head.refined()).isEqualTo(refined(name));
    assertThat(manifest.precision()).isEqualTo(Precision.FP16);
    assertThat(pack.file(head.mask())).isEqualTo(HeadMask.png(head.size()));
    NetworkFacts facts = Objects.requireNonNull(head.facts());
    assertThat(NetworkProfiler.withoutMemory(ModelProto.parseFrom(pack.file(head.file()))))
        .isEqualTo(facts.measured(List.of()));
    assertThat(facts.memory()).containsExactly(MEMORY);
  }

  @Test
  void builtInStyles_areSmallTogether() {
    StyleStore store = new StyleStore(empty);
    assertThat(store.names().stream().mapToLong(name -> store.find(name).bytes()).sum())
        .isLessThan(MOST_BYTES);
  }

  private static StylePack made(String name, String description) {
    Path network = folder("katong.builtin.networks").resolve(name + ".onnx");
    StylePack pack =
        TaughtStyle.pack(
            name,
            description,
            NetworkFile.read(network, PixelEnds.DCT_NET),
            DctNetFolder.of(folder("katong.builtin.teachers").resolve(name)));
    StyleManifest measured = pack.manifest();
    FrameNetwork frames = measured.background();
    HeadNetwork heads = Objects.requireNonNull(measured.head());
    NetworkFacts facts = Objects.requireNonNull(frames.facts()).measured(List.of(MEMORY));
    StyleManifest manifest =
        new StyleManifest(
            measured.format(),
            name,
            description,
            measured.workingSize(),
            new FrameNetwork(frames.file(), frames.sha256(), frames.multipleOf(), facts),
            new HeadNetwork(
                heads.file(), heads.sha256(), heads.size(), heads.mask(), facts, refined(name)),
            measured.license(),
            measured.provenance());
    return new StylePack(
        manifest.with(finish(name)),
        Map.of(frames.file(), pack.file(frames.file()), heads.mask(), pack.file(heads.mask())));
  }

  /** A sketch is the same at any size; the others are weaker cartoons of larger photos. */
  private static Refinement refined(String style) {
    return style.equals("sketch") ? Refinement.OF_PHOTO : Refinement.OF_HEAD;
  }

  /** Anime alone whitens skin and erases noses. */
  private static @Nullable StyleFinish finish(String style) {
    return style.equals("anime") ? new StyleFinish(0.6, 0.07, 0, 0.2, 0, 0, 0.6) : null;
  }

  private static Path folder(String property) {
    return Path.of(Objects.requireNonNull(System.getProperty(property), property));
  }
}
