package dev.katong.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code katong}, with a Java that only prints what it is called with. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"17.0.15,false", "21.0.7,false", "23,false", "24,true", "25.0.1,true"})
  void katong_onAJavaThatWarnsOfUnsafe_allowsIt(String version, boolean allowed) throws Exception {
    String words = wordsFor(version, "--version");

    assertThat(words).endsWith("katong.jar --version\n");
    assertThat(words.contains("--sun-misc-unsafe-memory-access=allow")).isEqualTo(allowed);
  }

  @Test
  void katong_serving_endsWhenTheHeapRunsOut() throws Exception {
    assertThat(wordsFor("17.0.15", "serve")).contains("-XX:+ExitOnOutOfMemoryError ");
    assertThat(wordsFor("17.0.15", "cartoonize")).doesNotContain("-XX:+ExitOnOutOfMemoryError");
  }

  @Test
  void katong_nextToTheDecoderOfHeic_putsItOnTheClassPath() throws Exception {
    Path heif = Files.createDirectory(folder.resolve("heif"));
    Files.writeString(heif.resolve("katong-heif.jar"), "");

    assertThat(wordsFor("25", "serve"))
        .contains("--enable-native-access=ALL-UNNAMED ")
        .endsWith("/katong.jar:%s/* dev.katong.cli.Main serve\n".formatted(heif));
  }

  /** The arguments that the script next to a jar, as in an image, passes to Java. */
  private String wordsFor(String version, String argument) throws Exception {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path script = folder.resolve("katong");
    Files.copy(
        ROOT.resolve("katong"),
        script,
        StandardCopyOption.COPY_ATTRIBUTES,
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(folder.resolve("katong.jar"), "");
    Files.writeString(folder.resolve("katong-serve.jsa"), "");
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(script.toString(), argument)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output);
  }
}
