package dev.katong.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.cli.fixture.Ended;
import dev.katong.cli.fixture.KatongCommand;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--strength|abc|0 to 1",
        "--strength|1.5|0 to 1",
        "--strength|NaN|0 to 1",
        "--strength|-0.1|0 to 1",
        "--strength|0,5|0 to 1",
        "--tone|1.1|0 to 1",
        "--quality|0|1 to 100",
        "--quality|101|1 to 100",
        "--quality|high|1 to 100",
        "--resolution|15|16 to 16384, or 'photo'",
        "--resolution|16385|16 to 16384, or 'photo'",
        "--resolution|99999999999|16 to 16384, or 'photo'",
        "--resolution|Photo|16 to 16384, or 'photo'",
        "--faces|maybe|auto, off, required",
        "--format|gif|png, jpg or webp",
        "--output|cartoon.gif|.png, .jpg or .webp",
        "--precision|fp64|auto, fp32, fp16, int8",
        "--device|gpu|auto, cpu, cuda[:N], tensorrt[:N], coreml, directml",
        "--device|cuda:x|auto, cpu, cuda[:N], tensorrt[:N], coreml, directml",
        "--fidelity|101|0 to 100",
        "--fidelity|good|0 to 100",
        "--background|whitish|such as white, black, f80 or ff8800",
        "--composition|dctnet|fitted, reference",
        "--metadata|gps|none, settings, exif, all",
        "--max-pixels|many|such as 24000000 or 24m",
        "--max-bytes|many|such as 600m, 1.5g, 2GiB or 536870912",
      })
  void cartoonize_withBadValue_namesItAndTheAllowedOnes(
      String option, String value, String allowed) {
    Ended ended = KatongCommand.withoutHome("cartoonize", "photo.jpg", option, value).failed(2);
    assertThat(ended.errLines().get(0))
        .contains("'" + option + "'")
        .contains("'" + value + "'")
        .endsWith(allowed);
    assertThat(ended.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--layout|abcd|nhwc or nchw",
        "--channels|rbg|bgr or rgb",
        "--range|1..2|such as 0.5,0.5,0.5/0.2,0.2,0.2",
        "--working-size|x|16 to 16384",
        "--working-size|15|16 to 16384",
      })
  void styleImport_withBadValue_namesItAndTheAllowedOnes(
      String option, String value, String allowed) {
    Ended ended =
        KatongCommand.withoutHome("style", "import", "pom.xml", "--name", "x", option, value)
            .failed(2);
    assertThat(ended.errLines().get(0))
        .contains(option)
        .contains("'" + value + "'")
        .endsWith(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--precision|bf16|fp32, fp16, int8",
        "--prune|0|0.01 to 0.9",
        "--prune|0.95|0.01 to 0.9",
        "--prune|15%|0 to 1",
        "--quality|101|0 to 100",
        "--minutes|0|1 to 100000",
      })
  void styleOptimize_withBadValue_namesItAndTheAllowedOnes(
      String option, String value, String allowed) {
    String other = option.equals("--precision") ? "--prune=0.5" : "--precision=fp16";
    Ended ended =
        KatongCommand.withoutHome("style", "optimize", "x", other, option, value).failed(2);
    assertThat(ended.errLines().get(0))
        .contains(option)
        .contains("'" + value + "'")
        .endsWith(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--channels|16,32|three numbers such as 16,32,64",
        "--channels|16,32,65|not a multiple of 8",
        "--channels|16,32,4096|8 to 512",
        "--head-steps|0|1 to 10000000",
        "--background-steps|many|1 to 10000000",
      })
  void styleTrain_withBadValue_namesItAndTheAllowedOnes(
      String option, String value, String allowed) {
    Ended ended =
        KatongCommand.withoutHome(
                "style", "train", "x", "--teacher", "t", "--photos", "p", option, value)
            .failed(2);
    assertThat(ended.errLines().get(0)).contains(option).endsWith(allowed);
    assertThat(ended.errLines().get(0)).contains(value.substring(value.lastIndexOf(',') + 1));
  }

  @Test
  void styleTrain_withoutATrainer_saysHowToGetOne() {
    Ended ended =
        KatongCommand.withoutHome("style", "train", "x", "--teacher", "t", "--photos", "p")
            .failed(4);
    assertThat(ended.errLines().get(0))
        .contains("needs the module 'train'")
        .contains("./katong style train");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "style optimize x|say what to make: --precision fp32, fp16 or int8",
        "style optimize x --precision int8|int8 needs photos",
        "style optimize x --prune 0.15|pruned-15 needs photos",
        "style optimize x --remove int8 --precision int8|--remove goes alone",
        "cartoonize a.jpg --variant int8 --precision int8|go without it",
        "cartoonize a.jpg --variant int8 --fidelity 35|go without it",
      })
  void execute_withWordsThatDoNotGoTogether_saysWhy(String words, String why) {
    Ended ended = KatongCommand.withoutHome((Object[]) words.split(" ")).failed(2);
    assertThat(ended.errLines().get(0)).contains(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "style",
        "faces",
        "model",
        "cartoonize",
        "cartoon photo.jpg",
        "cartoonize --nope photo.jpg",
        "cartoonize photo.jpg --format",
        "cartoonize photo.jpg --style a --style b",
        "style import",
        "style pull",
        "style info",
        "style import pom.xml",
        "style optimize",
        "style compare anime",
        "model convert net.pb",
        "faces import",
        "doctor now",
      })
  void execute_withIncompleteOrUnknownWords_isWrongUsage(String words) {
    Object[] arguments = words.isEmpty() ? new Object[0] : words.split(" ");
    Ended ended = KatongCommand.withoutHome(arguments).failed(2);
    assertThat(ended.err()).contains("Usage: katong", "--help' explains");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void execute_withEmptyPath_isWrongUsage(@TempDir Path home) {
    KatongCommand katong = new KatongCommand(home);
    assertThat(katong.run("cartoonize", "").failed(2).err()).contains("path is empty");
    assertThat(katong.run("cartoonize", "photo.jpg", "-o", "").failed(2).err())
        .contains("path is empty");
    assertThat(katong.run("cartoonize", "photo.jpg", "--style", "").failed(2).err())
        .contains("style is blank");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cartoonize ",
        "style ",
        "style import ",
        "style pull ",
        "style list ",
        "style info ",
        "style remove ",
        "style export ",
        "style optimize ",
        "style compare ",
        "faces ",
        "faces import ",
        "faces pull ",
        "model ",
        "model convert ",
        "model inspect ",
        "doctor "
      })
  void execute_withHelpOrVersion_answersOnStdout(String command) {
    Ended help = KatongCommand.withoutHome((Object[]) (command + "--help").split(" ")).ok();
    assertThat(help.out()).startsWith("Usage: " + ("katong " + command).strip());
    assertThat(help.err()).isEmpty();
    Ended version = KatongCommand.withoutHome((Object[]) (command + "--version").split(" ")).ok();
    assertThat(version.out()).matches("katong \\d+\\.\\d+\\.\\d+\\R");
  }

  @Test
  void help_ofKatong_namesCommandsAndExitCodes() {
    String help = KatongCommand.withoutHome("--help").ok().out();
    assertThat(help).contains("cartoonize", "style", "faces", "model", "doctor");
    assertThat(Stream.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 70))
        .allSatisfy(code -> assertThat(help).containsPattern("(?m)^ *" + code + " +\\p{Lower}"));
  }
}
