package dev.katong.style;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import dev.katong.KatongException.NoSuchStyle;
import dev.katong.fixture.TinyNetworks;
import dev.katong.fixture.TinyVariants;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StyleVariantTest {
  private static final byte[] NETWORK = TinyNetworks.negative();

  @TempDir private Path folder;
  private StyleStore store;
  private StylePack plain;
  private StylePack pack;

  @BeforeEach
  void makePack() {
    store = new StyleStore(folder);
    plain = TinyNetworks.halvingPack("style", Tiling.EXACT);
    pack = TinyVariants.with(plain, "int8", Precision.INT8, NETWORK, 41.5, 0.5);
  }

  @Test
  void add_thenFind_givesTheSameVariants() {
    store.add(pack, false);
    StylePack found = store.find("style");
    assertThat(found.manifest()).isEqualTo(pack.manifest());
    assertThat(found.manifest().variantNames()).containsExactly("full", "int8");
    assertThat(found.file("int8.onnx")).isEqualTo(NETWORK);
    assertThat(found.bytes("int8")).isEqualTo(NETWORK.length);
    assertThat(found.bytes("full")).isEqualTo(TinyNetworks.halving(1).length);
  }

  @Test
  void manifest_ofAStyleWithoutVariants_doesNotNameThem() {
    assertThat(new String(plain.manifest().toJson(), UTF_8)).doesNotContain("variants");
  }

  @Test
  void drawnBy_aVariant_hasItsNetworkAndTheStylesPadding() {
    StyleManifest drawn = pack.drawnBy("int8").manifest();
    assertThat(drawn.background().file()).isEqualTo("int8.onnx");
    assertThat(drawn.background().multipleOf())
        .isEqualTo(plain.manifest().background().multipleOf());
    assertThat(pack.drawnBy("full")).isSameAs(pack);
    try (Style style = Style.load(pack.drawnBy("int8"), 1)) {
      assertThat(style.hasHead()).isFalse();
    }
    assertThatThrownBy(() -> pack.drawnBy("int4"))
        .isInstanceOf(NoSuchStyle.class)
        .hasMessageContaining("no variant 'int4', only full, int8");
  }

  @Test
  void with_aNamesake_replacesIt() {
    byte[] other = TinyNetworks.affine(0.5f, 3);
    StylePack again = TinyVariants.with(pack, "int8", Precision.INT8, other, 44, 0.4);
    assertThat(again.manifest().variants()).hasSize(1);
    assertThat(again.file("int8.onnx")).isEqualTo(other);
  }

  @Test
  void with_aFileThatIsThere_isRefused() {
    StyleVariant variant = pack.manifest().variants().get(0);
    assertThatThrownBy(() -> plain.with(variant, Map.of("background.onnx", NETWORK)))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("a file background.onnx already");
    assertThatThrownBy(() -> plain.with(variant, Map.of()))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("lacks its file int8.onnx");
  }

  @Test
  void without_aVariant_isThePackOfBefore() {
    StylePack rest = pack.without("int8");
    assertThat(rest.manifest()).isEqualTo(plain.manifest());
    assertThat(rest.bytes()).isEqualTo(plain.bytes());
    assertThatThrownBy(() -> rest.without("int8")).isInstanceOf(NoSuchStyle.class);
  }

  @Test
  void find_withADamagedVariant_breaksOnlyTheVariant() throws IOException {
    store.add(pack, false);
    Files.write(folder.resolve("style/int8.onnx"), new byte[] {1});
    StylePack damaged = store.find("style");
    assertThat(damaged.file("background.onnx")).isNotEmpty();
    assertThatThrownBy(() -> damaged.file("int8.onnx"))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("int8.onnx of the style 'style' is damaged");
  }

  @Test
  void add_thatFails_leavesTheOldPack() throws IOException {
    store.add(plain, false);
    StylePack vanishing = StylePack.read(copyOfPack());
    Files.delete(folder.resolve("copy/int8.onnx"));
    assertThatThrownBy(() -> store.add(vanishing, true))
        .isInstanceOfAny(BadModel.class, BadOutput.class);
    assertThat(store.find("style").whole().manifest()).isEqualTo(plain.manifest());
    assertThat(folder).isDirectoryNotContaining("glob:**/.style*");
  }

  private Path copyOfPack() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    pack.writeTo(copy);
    return copy;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "name" : "int8"        | "name" : "full"        | cannot be called 'full'
          "name" : "int8"        | "name" : "../8"        | cannot be a variant's name
          "precision" : "int8"   | "precision" : "int4"   | int4
          "pruned" : 0.0         | "pruned" : 1.0         | variants.pruned is 1.0
          "psnr" : 41.5          | "psnr" : 101           | variants.quality.psnr is 101.0
          "ssim" : 0.99          | "ssim" : "NaN"         | variants.quality.ssim is NaN
          "ratio" : 0.5          | "ratio" : 0            | variants.speed.ratio is 0.0
          "pictures" : 4         | "pictures" : 0         | variants.quality.pictures is 0
          "file" : "int8.onnx"   | "file" : "a/b"         | variants.file is 'a/b'
          "file" : "int8.onnx"   | "file" : "background.onnx" | gives the file 'background.onnx' two digests
          "speed" : [            | "speed" : [ null,      | lacks an entry of variants.speed
          "variants" : [         | "variants" : [ null,   | lacks an entry of variants
          """)
  void read_ofBadVariant_namesTheValue(String good, String bad, String complaint) {
    String json = new String(pack.manifest().toJson(), UTF_8);
    assertThat(json).contains(good);
    int at = json.lastIndexOf(good);
    String changed = json.substring(0, at) + bad + json.substring(at + good.length());
    assertThatThrownBy(() -> ManifestJson.read(changed.getBytes(UTF_8), "the pack"))
        .isInstanceOf(BadModel.class)
        .hasMessageStartingWith("the pack: ")
        .hasMessageContaining(complaint);
  }

  @Test
  void manifest_withTwoVariantsOfOneName_isRefused() {
    StyleVariant variant = pack.manifest().variants().get(0);
    StyleManifest style = plain.manifest();
    assertThatThrownBy(
            () ->
                new StyleManifest(
                    style.format(),
                    style.name(),
                    style.description(),
                    style.workingSize(),
                    style.background(),
                    null,
                    style.license(),
                    style.provenance(),
                    java.util.List.of(variant, variant),
                    null))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("two variants 'int8'");
  }

  @Test
  void variant_withoutTheHeadOfItsStyle_isRefused() {
    StyleVariant variant = pack.manifest().variants().get(0);
    StylePack heads = TinyNetworks.headPack("heads", 40, new byte[] {1});
    assertThatThrownBy(() -> heads.with(variant, Map.of("int8.onnx", NETWORK)))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("the variant 'int8' lacks a head network and the style has one");
  }
}
