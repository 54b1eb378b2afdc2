package dev.katong.forge.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadPhoto;
import dev.katong.KatongException.NoFace;
import dev.katong.KatongException.NoSuchStyle;
import dev.katong.KatongHome;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.TinyNetworks;
import dev.katong.fixture.TinyVariants;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.style.StyleManifest;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import dev.katong.style.StyleVariant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of making, measuring and writing variants; the test provides the smaller networks. */
class StyleOptimizerTest {
  /** Every value off by one: 20·log10(255) dB. */
  private static final double OFF_BY_ONE_DB = 48.13;

  private static final Recipe INT8 = new Recipe(Precision.INT8, 0);

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();
  private KatongHome home;
  private StyleStore store;
  private OptimizeSettings settings;

  @BeforeEach
  void fill() throws IOException {
    home = new KatongHome(folder.resolve("home"));
    store = new StyleStore(home.styles());
    Path photos = Files.createDirectory(folder.resolve("photos"));
    for (String name : List.of("a", "b", "c")) {
      ImageIO.write(DrawnPortrait.draw(240, 320), "png", photos.resolve(name + ".png").toFile());
    }
    settings = new OptimizeSettings(photos, 40, true, Duration.ofMinutes(1));
    store.add(TinyNetworks.halvingPack("plain", Tiling.EXACT), false);
  }

  @Test
  void optimize_ofAStyleWithoutHead_addsWhatWasMeasured() {
    store.add(identity("photo"), false);
    Outcome outcome = giving(TinyNetworks.affine(1, 1)).optimize("photo", INT8, settings);
    StyleVariant variant = outcome.variant();
    assertThat(variant.name()).isEqualTo("int8");
    assertThat(variant.quality().psnr()).isCloseTo(OFF_BY_ONE_DB, within(0.3));
    assertThat(variant.quality().ssim()).isGreaterThan(0.99);
    assertThat(variant.quality().pictures()).isEqualTo(1);
    assertThat(variant.speedOn("cpu")).isPresent();
    assertThat(variant.background().facts().tiling()).isEqualTo(Tiling.EXACT);
    StylePack pack = store.find("photo").whole();
    assertThat(pack.manifest().variants()).containsExactly(variant);
    assertThat(pack.file("int8.onnx")).isEqualTo(TinyNetworks.affine(1, 1));
    assertThat(pack.file("background.onnx")).isEqualTo(TinyNetworks.affine(1, 0));
    assertThat(outcome.bytes()).isEqualTo(TinyNetworks.affine(1, 1).length);
  }

  @Test
  void optimize_again_replacesTheNamesake() {
    store.add(identity("photo"), false);
    giving(TinyNetworks.affine(1, 1)).optimize("photo", INT8, settings);
    giving(TinyNetworks.affine(1, 0)).optimize("photo", INT8, settings);
    StylePack pack = store.find("photo").whole();
    assertThat(pack.manifest().variants()).hasSize(1);
    assertThat(pack.manifest().variants().get(0).quality().psnr()).isEqualTo(100);
    new StyleOptimizer(home, OptimizeListener.NONE).remove("photo", "int8");
    assertThat(store.find("photo").manifest().variants()).isEmpty();
  }

  @Test
  void optimize_thatReachesTooLittle_addsNothing() {
    store.add(identity("photo"), false);
    StyleManifest before = store.find("photo").manifest();
    StyleOptimizer optimizer = giving(TinyNetworks.affine(1, 9));
    assertThatThrownBy(() -> optimizer.optimize("photo", INT8, settings))
        .isInstanceOf(BadModel.class)
        .hasMessageMatching(
            "int8 reaches 29\\.\\d dB .*, not 40\\.0, so it was not added;.*--quality.*");
    assertThat(store.find("photo").manifest()).isEqualTo(before);
  }

  @Test
  void optimize_thatNeedNotBeStrict_keepsTheBestWithItsNumber() {
    store.add(identity("photo"), false);
    OptimizeSettings lenient =
        new OptimizeSettings(settings.photos(), 40, false, settings.training());
    Outcome outcome = giving(TinyNetworks.affine(1, 9)).optimize("photo", INT8, lenient);
    assertThat(outcome.variant().quality().psnr()).isBetween(29.0, 30.0);
    assertThat(said).anyMatch(note -> note.startsWith("int8 reaches 29."));
  }

  @Test
  void optimize_thatFails_leavesThePack() {
    StyleManifest before = store.find("plain").manifest();
    StyleOptimizer optimizer = giving(TinyNetworks.fourChannels());
    assertThatThrownBy(() -> optimizer.optimize("plain", INT8, settings))
        .isInstanceOf(BadModel.class);
    assertThat(store.find("plain").whole().manifest()).isEqualTo(before);
  }

  @Test
  void optimize_withAHead_measuresTheWorseOfBoth() throws IOException {
    store.add(TinyNetworks.headPack("heads", 40, whitePng()), false);
    OptimizeSettings lenient =
        new OptimizeSettings(settings.photos(), 30, true, settings.training());
    Outcome outcome =
        optimizer(
                (subject, network) ->
                    subject.faceSize().isPresent()
                        ? TinyNetworks.affine(0, 44)
                        : TinyNetworks.affine(1, 1))
            .optimize("heads", INT8, lenient);
    StyleVariant variant = outcome.variant();
    assertThat(variant.quality().psnr())
        .as("a head off by 4")
        .isCloseTo(OFF_BY_ONE_DB - 12.04, within(0.01));
    assertThat(variant.quality().pictures()).isEqualTo(2);
    assertThat(Objects.requireNonNull(variant.head()).file()).isEqualTo("int8-head.onnx");
    assertThat(store.find("heads").file("int8-background.onnx"))
        .isEqualTo(TinyNetworks.affine(1, 1));
  }

  @Test
  void optimize_ofANetworkThatDrawsBoth_makesOneFile() throws IOException {
    store.add(bothPack("both"), false);
    List<TargetNetwork> subjects = new ArrayList<>();
    optimizer(
            (subject, network) -> {
              subjects.add(subject);
              return TinyNetworks.affine(1, 1);
            })
        .optimize("both", INT8, settings);
    assertThat(subjects)
        .singleElement()
        .satisfies(subject -> assertThat(subject.validation()).hasSize(2));
    StyleVariant variant = store.find("both").manifest().variants().get(0);
    assertThat(variant.files()).containsExactly("int8.onnx");
    assertThat(variant.head()).isEqualTo(variant.background());
  }

  @Test
  void optimize_withoutPhotos_measuresFp16OnTheDrawnPortrait() throws IOException {
    store.add(bothPack("both"), false);
    Outcome outcome =
        giving(TinyNetworks.affine(1, 0))
            .optimize("both", new Recipe(Precision.FP16, 0), OptimizeSettings.DEFAULTS);
    assertThat(outcome.variant().quality().pictures()).as("a frame and a face").isEqualTo(2);
    assertThatThrownBy(() -> giving(new byte[0]).optimize("both", INT8, OptimizeSettings.DEFAULTS))
        .isInstanceOf(BadPhoto.class)
        .hasMessageContaining("int8 needs photos to learn from", "--photos");
  }

  @Test
  void optimize_ofAHeadWithoutFaces_isNoFace() throws IOException {
    store.add(bothPack("both"), false);
    Path scenes = Files.createDirectory(folder.resolve("scenes"));
    for (String name : List.of("a", "b", "c")) {
      ImageIO.write(
          DrawnPortrait.drawLandscape(240, 320), "png", scenes.resolve(name + ".png").toFile());
    }
    OptimizeSettings faceless = new OptimizeSettings(scenes, 40, true, Duration.ofMinutes(1));
    assertThatThrownBy(() -> giving(new byte[0]).optimize("both", INT8, faceless))
        .isInstanceOf(NoFace.class)
        .hasMessageContaining("kept for measuring");
  }

  @Test
  void optimize_withADamagedPhoto_leavesItOutAndSaysSo() throws IOException {
    Path photos = Objects.requireNonNull(settings.photos());
    byte[] png = Files.readAllBytes(photos.resolve("a.png"));
    java.util.Arrays.fill(png, 100, png.length, (byte) 7);
    Files.write(photos.resolve("d.png"), png);
    store.add(identity("photo"), false);
    giving(TinyNetworks.affine(1, 0)).optimize("photo", INT8, settings);
    assertThat(said).anyMatch(note -> note.contains("d.png") && note.endsWith("it is left out"));
  }

  @Test
  void optimize_ofWhatWasPrunedBefore_takesItAsItIs() {
    byte[] pruned = TinyNetworks.affine(1, 2);
    store.add(
        TinyVariants.with(identity("photo"), "pruned-25", Precision.FP32, pruned, 42, 0.8), false);
    List<ModelProto> starts = new ArrayList<>();
    optimizer(
            (subject, network) -> {
              starts.add(network);
              return pruned;
            })
        .optimize("photo", new Recipe(Precision.INT8, 0.25), settings);
    assertThat(starts).extracting(ModelProto::toByteArray).containsExactly(pruned);
    assertThat(store.find("photo").manifest().variantNames())
        .containsExactly("full", "pruned-25", "pruned-25-int8");
  }

  @Test
  void optimize_ofABuiltInStyle_makesACopyWithTheVariant() {
    StylePack own = store.find("comic");
    byte[] network = own.file(own.manifest().background().file());
    giving(network).optimize("comic", INT8, settings);
    assertThat(store.replacesBuiltIn("comic")).isTrue();
    assertThat(store.find("comic").manifest().variantNames()).containsExactly("full", "int8");
    store.remove("comic");
    assertThat(store.find("comic").manifest()).isEqualTo(own.manifest());
  }

  @Test
  void optimize_ofAStyleThatIsNotThere_namesThoseThatAre() {
    assertThatThrownBy(() -> giving(new byte[0]).optimize("nope", INT8, settings))
        .isInstanceOf(NoSuchStyle.class)
        .hasMessageContaining("available styles: 3d, anime, comic, plain, sketch");
  }

  /** A way to make a smaller network. */
  private interface Maker {
    byte[] make(TargetNetwork subject, ModelProto network);
  }

  private StyleOptimizer giving(byte[] network) {
    return optimizer((subject, start) -> network);
  }

  private StyleOptimizer optimizer(Maker maker) {
    OptimizeListener listener =
        new OptimizeListener() {
          @Override
          public void note(String sentence) {
            said.add(sentence);
          }
        };
    Reductions reductions =
        new Reductions(home, Optional.empty(), listener) {
          @Override
          ModelProto convert(
              TargetNetwork subject, ModelProto network, Recipe recipe, OptimizeSettings unused) {
            return TargetNetwork.parse(maker.make(subject, network), "test");
          }
        };
    return new StyleOptimizer(home, reductions, listener);
  }

  private static StylePack identity(String name) {
    return TinyNetworks.affinePack(name, 1, 0);
  }

  /** One network for background and heads. */
  private static StylePack bothPack(String name) throws IOException {
    StylePack heads = TinyNetworks.headPack(name, 40, whitePng());
    StyleManifest style = heads.manifest();
    var background = style.background();
    var head = Objects.requireNonNull(style.head());
    StyleManifest same =
        new StyleManifest(
            style.format(),
            name,
            style.description(),
            style.workingSize(),
            background,
            new StyleManifest.HeadNetwork(
                background.file(), background.sha256(), head.size(), head.mask(), null),
            style.license(),
            style.provenance());
    return new StylePack(
        same, Map.of(background.file(), heads.file(background.file()), head.mask(), whitePng()));
  }

  private static byte[] whitePng() throws IOException {
    var white = new java.awt.image.BufferedImage(8, 8, java.awt.image.BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 64; i++) {
      white.setRGB(i % 8, i / 8, 0xFFFFFF);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(white, "png", bytes);
    return bytes.toByteArray();
  }
}
