package dev.katong.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.Katong;
import dev.katong.cli.fixture.Ended;
import dev.katong.cli.fixture.KatongCommand;
import dev.katong.cli.fixture.KatongProcess;
import dev.katong.cli.fixture.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void doctor_ofAFreshCheckout_showsOneScreen() {
    Ended ended = katong().run("doctor").ok();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.outLines()).hasSizeLessThan(40).contains("what will be used and why");
    assertThat(ended.out())
        .startsWith("Katong " + Katong.VERSION)
        .contains("heap up to 512 MB", "onnxruntime   1.", "opencv        4.", "device        cpu")
        .doesNotContain("unknown")
        .endsWith("All that is needed works." + System.lineSeparator());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void doctor_asJson_isOneLineThatAProgramCanRead() {
    Ended ended = katong().run("doctor", "--json").ok();
    assertThat(ended.outLines()).hasSize(1);
    JsonNode all = json(ended);
    assertThat(all.at("/katong").asString()).isEqualTo(Katong.VERSION);
    assertThat(all.at("/machine/java/maxHeapBytes").asLong()).isBetween(500L << 20, 512L << 20);
    assertThat(all.at("/machine/memory/availableBytes").asLong()).isPositive();
    assertThat(all.at("/engine/onnxruntime/version").asString()).startsWith("1.");
    assertThat(all.at("/engine/providers/0").asString()).isEqualTo("CPU");
    assertThat(all.at("/engine/devices/0/type").asString()).isEqualTo("cpu");
    assertThat(all.at("/home/folder/from").asString()).isEqualTo("KATONG_HOME");
    assertThat(all.at("/styles/comic/builtIn").asBoolean()).isTrue();
    assertThat(all.at("/use/device/value").asString()).isEqualTo("cpu");
    assertThat(all.at("/use/memory/value").asLong()).isBetween(1L, 2L << 30);
    assertThat(all.at("/broken")).isEmpty();
  }

  @Test
  void doctor_withABrokenStyle_showsTheRestAndFails() throws IOException {
    Path style = Files.createDirectories(folder.resolve("home/styles/br\nken"));
    Files.writeString(style.resolve("style.json"), "no json");
    KatongCommand katong = new KatongCommand(folder.resolve("home"));
    Ended ended = katong.run("doctor").failed(4);
    assertThat(ended.out()).contains("br?ken", "BROKEN: ", "device        cpu", "say what to do");
    assertThat(ended.errLines()).containsExactly("katong: broken: styles.br?ken");
    JsonNode all = json(katong.run("doctor", "--json").failed(4));
    assertThat(all.at("/broken/0").asString()).isEqualTo("styles.br\nken");
    assertThat(all.at("/styles/br\nken/error/kind").asString()).isEqualTo("bad-model");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void doctor_withoutTheEngine_showsTheRestAndFails() throws IOException {
    Path libraries = Files.createDirectory(folder.resolve("libraries"));
    Files.createFile(libraries.resolve("libonnxruntime.so"));
    Files.createFile(libraries.resolve("libonnxruntime4j_jni.so"));
    KatongProcess katong = katong().withJava("-Donnxruntime.native.path=" + libraries);
    Ended ended = katong.run("doctor").failed(7);
    assertThat(ended.errLines()).endsWith("katong: broken: engine.onnxruntime");
    assertThat(ended.out())
        .contains("onnxruntime   BROKEN: ", "file too short", "opencv        4.")
        .contains("device        none: ", "faces         haar");
    Pictures.portrait(folder.resolve("photo.png"));
    assertThat(katong.run("cartoonize", "photo.png").failed(7).err()).contains("file too short");
  }

  @Test
  void doctor_withoutOpenCv_showsTheRestAndFails() {
    KatongProcess katong = katong().withJava("-Dorg.bytedeco.javacpp.platform=none");
    Ended ended = katong.run("doctor").failed(7);
    assertThat(ended.errLines()).containsExactly("katong: broken: engine.opencv");
    assertThat(ended.out()).contains("onnxruntime   1.", "opencv        BROKEN: ");
  }

  /** With the collector that counts all of its heap, which a JVM on one core does not choose. */
  private KatongProcess katong() {
    return new KatongProcess(folder.resolve("home"), folder).withJava("-XX:+UseG1GC");
  }

  private static JsonNode json(Ended ended) {
    return JsonMapper.builder().build().readTree(ended.out());
  }
}
