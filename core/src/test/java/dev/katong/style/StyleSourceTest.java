package dev.katong.style;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.fixture.TinyNetworks;
import dev.katong.fixture.TinyVariants;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StyleSourceTest {
  @TempDir private Path folder;
  private final AtomicInteger made = new AtomicInteger();
  private StyleStore store;

  @BeforeEach
  void fill() {
    store = new StyleStore(folder.resolve("styles"));
    store.add(TinyNetworks.halvingPack("plain", Tiling.EXACT), false);
  }

  /** Its variant draws something else, which does not matter here. */
  private Optional<StylePack> half(StylePack pack) {
    made.incrementAndGet();
    return Optional.of(
        TinyVariants.with(pack, "fp16", Precision.FP16, TinyNetworks.negative(), 90, 1));
  }

  @Test
  void halved_ofAnImportedStyle_isKeptInItsFolder() throws IOException {
    StyleSource source = new StyleSource(store, Optional.of(this::half));
    assertThat(source.halved("plain").orElseThrow().variant("fp16")).isPresent();
    assertThat(source.halved("plain").orElseThrow().variant("fp16")).isPresent();
    assertThat(made).hasValue(1);
    StylePack onDisk = new StyleStore(folder.resolve("styles")).find("plain").whole();
    assertThat(onDisk.manifest().variant("fp16")).isPresent();
    assertThat(source.find("plain").manifest()).isEqualTo(onDisk.manifest());
    try (Stream<Path> files = Files.list(folder.resolve("styles/plain"))) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .noneMatch(name -> name.contains("part"));
    }
    assertThat(store.names()).contains("plain").doesNotContain(".lock");
  }

  @Test
  void halved_bySeveralThreadsOfSeveralSources_isMadeOnce() throws Exception {
    List<Callable<Optional<StyleManifest>>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      StyleSource source = new StyleSource(store, Optional.of(this::half));
      calls.add(() -> source.halved("plain"));
      calls.add(() -> source.halved("plain"));
    }
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      for (Future<Optional<StyleManifest>> call : threads.invokeAll(calls)) {
        assertThat(call.get().orElseThrow().variant("fp16")).isPresent();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void halved_ofAPackElsewhere_isKeptInMemory() throws IOException {
    Path zip = folder.resolve("pack.zip");
    store.export("plain", zip);
    byte[] before = Files.readAllBytes(zip);
    StyleSource source = new StyleSource(store, Optional.of(this::half));
    String path = zip.toString();
    assertThat(source.halved(path)).isPresent();
    assertThat(source.halved(path)).isPresent();
    assertThat(made).hasValue(1);
    assertThat(source.manifest(path).variant("fp16")).isPresent();
    assertThat(source.find(path).drawnBy("fp16").file("fp16.onnx")).isNotEmpty();
    assertThat(Files.readAllBytes(zip)).isEqualTo(before);
  }

  @Test
  void halved_onADiskThatCannotBeWritten_isKeptInMemory() throws IOException {
    Path style = folder.resolve("styles/plain");
    Files.setPosixFilePermissions(style, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      Assumptions.assumeFalse(Files.isWritable(style), "this user may write everywhere");
      StyleSource source = new StyleSource(store, Optional.of(this::half));
      assertThat(source.halved("plain")).isPresent();
      assertThat(source.halved("plain")).isPresent();
      assertThat(made).hasValue(1);
      assertThat(source.find("plain").manifest().variant("fp16")).isPresent();
      assertThat(store.find("plain").whole().manifest().variants()).isEmpty();
    } finally {
      Files.setPosixFilePermissions(style, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void halved_whereTheNetworkFileIsAFolder_isKeptInMemory() throws IOException {
    Files.createDirectory(folder.resolve("styles/plain/fp16.onnx"));
    StyleSource source = new StyleSource(store, Optional.of(this::half));
    assertThat(source.halved("plain")).isPresent();
    assertThat(source.find("plain").manifest().variant("fp16")).isPresent();
    assertThat(store.find("plain").whole().manifest().variants()).isEmpty();
  }

  @Test
  void halved_afterAProcessThatWasEnded_replacesItsFile() throws IOException {
    Files.write(folder.resolve("styles/plain/fp16.onnx"), new byte[] {1, 2, 3});
    StyleSource source = new StyleSource(store, Optional.of(this::half));
    assertThat(source.halved("plain")).isPresent();
    assertThat(store.find("plain").whole().manifest().variant("fp16")).isPresent();
  }

  @Test
  void halved_thatWouldBeACopy_isEmptyAndTriedOnce() {
    StyleSource source =
        new StyleSource(
            store,
            Optional.of(
                pack -> {
                  made.incrementAndGet();
                  return Optional.empty();
                }));
    assertThat(source.halved("plain")).isEmpty();
    assertThat(source.halved("plain")).isEmpty();
    assertThat(made).hasValue(1);
  }

  @Test
  void halved_ofAStyleThatIsReplaced_isMadeAgain() {
    StyleSource source = new StyleSource(store, Optional.of(this::half));
    assertThat(source.halved("plain")).isPresent();
    store.add(TinyNetworks.halvingPack("plain", Tiling.BLENDED), true);
    assertThat(source.halved("plain").orElseThrow().variant("fp16")).isPresent();
    assertThat(made).hasValue(2);
  }

  @Test
  void halved_withoutAMaker_isTheStyleAsItIs() {
    StyleSource source = new StyleSource(store, Optional.empty());
    assertThat(source.halved("plain")).contains(store.manifest("plain"));
  }
}
