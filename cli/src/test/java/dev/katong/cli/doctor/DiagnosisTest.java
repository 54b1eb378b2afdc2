package dev.katong.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongException.BadOutput;
import dev.katong.KatongHome;
import dev.katong.cli.console.Printable;
import dev.katong.cli.fixture.Documentation;
import dev.katong.fixture.TinyNetworks;
import dev.katong.style.StyleStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosisTest {
  @TempDir private Path folder;

  @Test
  void of_aFreshCheckout_isWhole() {
    Diagnosis diagnosis = diagnosis();
    assertThat(diagnosis.broken()).isEmpty();
    assertThat(diagnosis.exitCode()).isZero();
    assertThat(text(diagnosis, "folder")).contains("the platform's usual place", "not there yet");
    assertThat(text(diagnosis, "comic")).endsWith("whole (built in)");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void of_thisMachine_hasTheLinesThatTheReferenceShows() throws IOException {
    Set<String> real =
        diagnosis().sections().stream()
            .flatMap(section -> section.findings().stream())
            .map(Finding::name)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!System.getProperty("os.name").equals("Linux")) {
      real.add("malloc");
    }
    assertThat(Documentation.names(Documentation.block("text", "Katong "))).isEqualTo(real);
  }

  @Test
  void of_aHomeNamedByTheEnvironment_saysSo() throws IOException {
    Files.createDirectories(home().folder());
    Map<String, String> environment = Map.of("KATONG_HOME", home().folder().toString());
    assertThat(text(Diagnosis.of(environment, this::home), "folder"))
        .isEqualTo(Printable.path(home().folder()) + ", from KATONG_HOME");
  }

  @Test
  void of_aStoreWithDamagedStyles_looksAtAll() throws IOException {
    StyleStore store = new StyleStore(home().styles());
    for (String name : new String[] {"cut", "empty", "good"}) {
      store.add(TinyNetworks.negativePack(name), false);
    }
    Files.write(home().styles().resolve("cut/background.onnx"), new byte[] {1});
    Files.write(home().styles().resolve("empty/style.json"), new byte[0]);
    Diagnosis diagnosis = diagnosis();
    assertThat(diagnosis.broken()).containsExactly("styles.cut", "styles.empty");
    assertThat(diagnosis.exitCode()).isEqualTo(4);
    assertThat(text(diagnosis, "cut")).contains("BROKEN: ", "SHA-256", "style remove cut");
    assertThat(text(diagnosis, "good")).endsWith("whole");
    assertThat(diagnosis.facts().broken()).isEqualTo(diagnosis.broken());
  }

  @Test
  void of_aFileInThePlaceOfTheHome_isBroken() throws IOException {
    Files.createFile(home().folder());
    Diagnosis diagnosis = diagnosis();
    assertThat(diagnosis.broken()).containsExactly("home.folder");
    assertThat(diagnosis.exitCode()).isEqualTo(6);
    assertThat(text(diagnosis, "folder")).contains("BROKEN: ", "not a folder", "KATONG_HOME");
    assertThat(text(diagnosis, "comic")).contains("whole");
  }

  @Test
  void of_aFileInThePlaceOfTheStyles_isBroken() throws IOException {
    Files.createDirectories(home().folder());
    Files.createFile(home().styles());
    assertThat(diagnosis().broken()).containsExactly("home.folder");
  }

  @Test
  void of_aHomeThatCannotBeNamed_looksAtTheRest() {
    Diagnosis diagnosis =
        Diagnosis.of(
            Map.of(),
            () -> {
              throw new BadOutput("no path");
            });
    assertThat(diagnosis.broken()).containsExactly("home.folder", "styles.list", "use.faces");
    assertThat(text(diagnosis, "disk")).isEqualTo("unknown (no path)");
    assertThat(text(diagnosis, "device")).startsWith("cpu: ");
  }

  @Test
  void of_aDamagedFaceDetector_isBroken() throws IOException {
    Files.createDirectories(home().faceDetector().getParent());
    Files.writeString(home().faceDetector(), "no network");
    Diagnosis diagnosis = diagnosis();
    assertThat(diagnosis.broken()).containsExactly("use.faces");
    assertThat(diagnosis.exitCode()).isEqualTo(4);
  }

  private Diagnosis diagnosis() {
    return Diagnosis.of(Map.of(), this::home);
  }

  private KatongHome home() {
    return new KatongHome(folder.resolve("home"));
  }

  private static String text(Diagnosis diagnosis, String name) {
    return diagnosis.sections().stream()
        .flatMap(section -> section.findings().stream())
        .filter(finding -> finding.name().equals(name))
        .findFirst()
        .orElseThrow()
        .text();
  }
}
