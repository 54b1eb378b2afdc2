package dev.katong.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import dev.katong.KatongException.NoSuchStyle;
import dev.katong.fixture.TinyNetworks;
import dev.katong.network.MeasuredMemory;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.style.StyleManifest.FrameNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StyleStoreTest {
  @TempDir private Path folder;
  private StyleStore store;

  @BeforeEach
  void openStore() {
    store = new StyleStore(folder.resolve("styles"));
  }

  @Test
  void manifest_ofABuiltInStyle_isThatOfItsPack() {
    assertThat(store.manifest(StyleStore.BUILT_IN))
        .isEqualTo(store.find(StyleStore.BUILT_IN).manifest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"3d", "anime", "sketch"})
  void find_aTrainedStyle_isOneSmallNetworkOfOurOwn(String name) throws IOException {
    StylePack pack = store.find(name).whole();

    assertThat(pack.bytes())
        .isEqualTo(pack.bytes(StyleVariant.FULL) + pack.file("mask.png").length);
    assertThat(pack.bytes()).isLessThan(2_000_000);
    assertThat(pack.manifest().hasOneNetwork()).isTrue();
    assertThat(pack.manifest().provenance().source())
        .contains("from random weights")
        .contains("DCT-Net");
    store.export(name, folder.resolve("copy.zip"));
    StylePack copy = StylePack.read(folder.resolve("copy.zip")).whole();
    assertThat(copy.manifest()).isEqualTo(pack.manifest());
    assertThat(copy.bytes()).isEqualTo(pack.bytes());
  }

  @Test
  void names_ofEmptyStore_holdTheBuiltInStyles() {
    assertThat(store.names()).containsExactly("3d", "anime", "comic", "sketch");
    assertThat(store.builtIn(StyleStore.BUILT_IN)).isTrue();
    assertThat(store.find(StyleStore.BUILT_IN).manifest().name()).isEqualTo(StyleStore.BUILT_IN);
  }

  @Test
  void add_thenFind_givesTheSamePack() {
    StylePack pack = TinyNetworks.negativePack("noir");
    store.add(pack, false);
    assertThat(store.names()).containsExactly("3d", "anime", "comic", "noir", "sketch");
    assertThat(store.find("noir").manifest()).isEqualTo(pack.manifest());
    assertThat(store.find("noir").file("background.onnx")).isEqualTo(TinyNetworks.negative());
  }

  @Test
  void add_ofTakenName_needsReplace() {
    store.add(TinyNetworks.negativePack("noir"), false);
    assertThatThrownBy(() -> store.add(TinyNetworks.negativePack("noir"), false))
        .isInstanceOf(BadOutput.class)
        .hasMessageContaining("there is a style 'noir' already");
    store.add(TinyNetworks.negativePack("noir"), true);
    assertThat(folder.resolve("styles")).isDirectoryNotContaining("glob:**/.noir*");
  }

  @Test
  void add_ofABuiltInName_drawsInItsPlaceUntilRemoved() {
    StylePack pack = TinyNetworks.negativePack("anime");
    StyleManifest own = store.manifest("anime");
    assertThat(store.replacesBuiltIn("anime")).isFalse();
    store.add(pack, false);
    assertThat(store.builtIn("anime")).isFalse();
    assertThat(store.replacesBuiltIn("anime")).isTrue();
    assertThat(store.find("anime").manifest().description()).isEqualTo("for tests");
    assertThat(store.manifest("anime").description()).isEqualTo("for tests");
    assertThatThrownBy(() -> store.add(pack, false)).isInstanceOf(BadOutput.class);
    store.remove("anime");
    assertThat(store.manifest("anime")).isEqualTo(own);
    assertThat(store.builtIn("anime")).isTrue();
  }

  @Test
  void export_thenRead_givesTheSamePack() {
    store.add(TinyNetworks.negativePack("noir"), false);
    Path zip = folder.resolve("noir.zip");
    store.export("noir", zip);
    StylePack read = StylePack.read(zip);
    assertThat(read.manifest()).isEqualTo(store.find("noir").manifest());
    assertThat(store.find(zip.toString()).named("other").manifest().name()).isEqualTo("other");
  }

  @Test
  void remove_ofImportedStyle_forgetsIt() {
    store.add(TinyNetworks.negativePack("noir"), false);
    store.remove("noir");
    assertThat(store.names()).containsExactly("3d", "anime", "comic", "sketch");
  }

  @Test
  void remove_ofBuiltInStyle_isRefused() {
    assertThatThrownBy(() -> store.remove(StyleStore.BUILT_IN))
        .isInstanceOf(NoSuchStyle.class)
        .hasMessageContaining("built in");
  }

  @Test
  void remove_ofPath_isRefused() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    assertThatThrownBy(() -> store.remove("../outside")).isInstanceOf(NoSuchStyle.class);
    assertThat(outside).exists();
  }

  @Test
  void find_ofUnknownName_listsTheNames() {
    assertThatThrownBy(() -> store.find("manga"))
        .isInstanceOf(NoSuchStyle.class)
        .hasMessageContaining("there is no style 'manga'")
        .hasMessageContaining("there are 3d, anime, comic, sketch");
  }

  @Test
  void find_ofDamagedNetwork_saysWhichFile() throws IOException {
    store.add(TinyNetworks.negativePack("noir"), false);
    Files.write(folder.resolve("styles/noir/background.onnx"), new byte[] {1, 2, 3});
    StylePack damaged = store.find("noir");
    assertThatThrownBy(() -> store.export("noir", folder.resolve("noir.zip")))
        .isInstanceOf(BadModel.class);
    assertThatThrownBy(() -> store.add(damaged, true)).isInstanceOf(BadModel.class);
    assertThatThrownBy(() -> damaged.file("background.onnx"))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("background.onnx of the style 'noir' is damaged");
  }

  @Test
  void read_ofTextFile_saysWhatItIsNot() throws IOException {
    Path text = Files.writeString(folder.resolve("style.zip"), "no zip at all");
    assertThatThrownBy(() -> StylePack.read(text))
        .isInstanceOf(BadModel.class)
        .hasMessage(text + " is neither a style pack's folder nor a zip");
  }

  @Test
  void read_ofFolderWithoutManifest_pointsToImport() {
    assertThatThrownBy(() -> StylePack.read(folder))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("it holds no style.json")
        .extracting(failure -> ((BadModel) failure).remedy().orElseThrow())
        .isEqualTo(KatongException.Remedy.IMPORT_STYLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "format" : 1,        | "format" : 99,       | format 99, this version of Katong reads 1 to 1
          "name" : "noir"      | "name" : "../noir"   | ../noir
          "workingSize" : 720  | "workingSize" : 7    | workingSize is 7, it must be 16 to 16384
          "workingSize" : 720, | ''                   | workingSize
          "multipleOf" : 16    | "multipleOf" : 0     | background.multipleOf is 0
          background.onnx      | ../background.onnx   | not the name of a file in the pack
          "license"            | "licence"            | license
          {                    | [                    | style.json is not valid
          "files" : [ ]        | "files" : [ null ]   | lacks a file of provenance.files
          """)
  void read_ofBadManifest_namesTheValue(String good, String bad, String complaint) {
    StylePack pack = TinyNetworks.negativePack("noir");
    String json = new String(pack.manifest().toJson(), java.nio.charset.StandardCharsets.UTF_8);
    assertRefused(json, good, bad == null ? "" : bad, complaint);
  }

  /** A manifest with one value made bad is refused, with a message that names it. */
  private static void assertRefused(String json, String good, String bad, String complaint) {
    assertThat(json).contains(good);
    Map<String, byte[]> files =
        Map.of(
            StyleManifest.FILE,
            json.replace(good, bad).getBytes(java.nio.charset.StandardCharsets.UTF_8),
            "background.onnx",
            TinyNetworks.negative());
    assertThatThrownBy(() -> StylePack.of(files, "the pack"))
        .isInstanceOf(BadModel.class)
        .hasMessageStartingWith("the pack: ")
        .hasMessageContaining(complaint);
  }

  @Test
  void read_ofFacts_givesThoseThatWereWritten() {
    StylePack pack = factsPack();
    store.add(pack, false);
    assertThat(store.find("known").manifest()).isEqualTo(pack.manifest());
    assertThat(store.find("known").manifest().background().facts()).isEqualTo(FACTS);
    assertThat(json(pack)).containsSubsequence("fp32", "fp16", "int8", "\"memory\"", "cpu");
  }

  @Test
  void read_ofManifestWithoutFacts_hasNone() {
    StylePack pack = TinyNetworks.negativePack("noir");
    assertThat(json(pack)).doesNotContain("facts");
    store.add(pack, false);
    assertThat(store.find("noir").manifest().background().facts()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "tiling" : "exact"     | "tiling" : "nearly"    | nearly
          "tiling" : "exact",    | ''                     | tiling
          "stride" : 8           | "stride" : 0           | facts.stride is 0, it must be 1 to 1024
          "alignment" : 4        | "alignment" : 2000     | facts.alignment is 2000
          "halo" : 64            | "halo" : 60            | facts.halo is 60, it must be a multiple of stride 8 and alignment 4
          "halo" : 64            | "halo" : -8            | facts.halo is -8
          "parameters" : 1000    | "parameters" : -1      | facts.parameters is -1
          "multiplyAddsPerPixel" : 1.5 | "multiplyAddsPerPixel" : -1.5 | facts.multiplyAddsPerPixel is -1.5
          "fp16" : 150.0         | "fp16" : -1            | facts.liveBytesPerPixel.fp16 is -1.0
          "fp16" : 150.0         | "fp16" : null          | facts.liveBytesPerPixel.fp16 is null
          "fp16" : 150.0         | "fp17" : 150.0         | fp17
          "fixedBytes" : 7000000 | "fixedBytes" : -5      | a network takes -5 bytes
          "bytesPerPixel" : 520.5| "bytesPerPixel" : -2   | and -2.0 to 560.0 by pixel
          "device" : "cpu"       | "device" : null        | an entry of facts.memory lacks a value
          "multipleOf" : 16      | "multipleOf" : 4       | background.multipleOf is 4, it must be a multiple of the network's stride and alignment, 8
          """)
  void read_ofBadFacts_namesTheValue(String good, String bad, String complaint) {
    String json = json(factsPack());
    assertRefused(json, good, bad, complaint);
  }

  private static final NetworkFacts FACTS =
      new NetworkFacts(
          Tiling.EXACT,
          8,
          4,
          64,
          1000,
          1.5,
          Map.of(Precision.FP32, 300.25, Precision.FP16, 150.0, Precision.INT8, 75.0),
          List.of(new MeasuredMemory("cpu", Precision.FP32, "1.29.0", 7_000_000, 520.5, 560)));

  private static StylePack factsPack() {
    StyleManifest plain = TinyNetworks.negativePack("known").manifest();
    FrameNetwork network = plain.background();
    StyleManifest manifest =
        new StyleManifest(
            plain.format(),
            plain.name(),
            plain.description(),
            plain.workingSize(),
            new FrameNetwork(network.file(), network.sha256(), network.multipleOf(), FACTS),
            null,
            plain.license(),
            plain.provenance());
    return new StylePack(manifest, Map.of(network.file(), TinyNetworks.negative()));
  }

  private static String json(StylePack pack) {
    return new String(pack.manifest().toJson(), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void load_ofNetworkWithFourChannels_saysWhatIsNeeded() {
    assertThatThrownBy(
            () -> dev.katong.network.Network.load(TinyNetworks.fourChannels(), "the network", 1))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("one uint8 picture [N,H,W,3] is needed");
  }
}
