package dev.katong.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvidiaSmiTest {
  private static final long MB = 1 << 20;
  private static final String TWO_CARDS =
      """
      0, GPU-aaaa1111, NVIDIA GeForce RTX 4090, 550.54.14, 24564, 23010
      1, GPU-bbbb2222, NVIDIA L4, 550.54.14, 23034, 22000
      """;

  @TempDir Path folder;

  @Test
  void parse_ofSeveralCards_tellsOfEach() {
    assertThat(NvidiaSmi.parse(TWO_CARDS))
        .containsExactly(
            new Card(
                0,
                "GPU-aaaa1111",
                "NVIDIA GeForce RTX 4090",
                "550.54.14",
                Optional.of(new DeviceMemory(24564 * MB, 23010 * MB))),
            new Card(
                1,
                "GPU-bbbb2222",
                "NVIDIA L4",
                "550.54.14",
                Optional.of(new DeviceMemory(23034 * MB, 22000 * MB))));
    assertThat(NvidiaSmi.parse(TWO_CARDS).get(0).memory().orElseThrow().usedBytes())
        .isEqualTo(1554 * MB);
  }

  @Test
  void parse_ofACardThatSharesMemory_knowsNoneOfIt() {
    List<Card> cards = NvidiaSmi.parse("0, GPU-1, NVIDIA GH200, 560.1, [N/A], [N/A]\n");
    assertThat(cards).hasSize(1);
    assertThat(cards.get(0).memory()).isEmpty();
    assertThat(NvidiaSmi.parse("0, GPU-1, Orin (nvgpu), N/A, [Not Supported], 5\n").get(0).memory())
        .isEmpty();
  }

  @Test
  void parse_ofAnythingElse_isNoCard() {
    assertThat(NvidiaSmi.parse("")).isEmpty();
    assertThat(NvidiaSmi.parse("No devices were found\n")).isEmpty();
    assertThat(NvidiaSmi.parse("index, uuid, name, driver, total, free\n0, x\n")).isEmpty();
  }

  @Test
  void parse_ofANameWithAComma_keepsIt() {
    assertThat(NvidiaSmi.parse("0, GPU-1, Quadro, the old one, 470.1, 100, 50").get(0).name())
        .isEqualTo("Quadro, the old one");
  }

  @Test
  void read_withoutTheProgram_saysSo() {
    Cards.Reading reading = cards(List.of(folder.resolve("nothing").toString()), Map.of()).read();
    assertThat(reading.cards()).isEmpty();
    assertThat(reading.problem().orElseThrow()).startsWith("there is no nvidia-smi");
  }

  @Test
  void read_ofAProgramThatFails_saysWhatItSaid() throws IOException {
    Cards.Reading reading = cards(program("echo 'No devices were found'; exit 6"), Map.of()).read();
    assertThat(reading.cards()).isEmpty();
    assertThat(reading.problem()).contains("nvidia-smi says: No devices were found");
  }

  @Test
  void read_ofAProgramThatHangs_isGivenUp() throws IOException {
    long begin = System.nanoTime();
    NvidiaSmi hanging =
        new NvidiaSmi(
            program("exec sleep 60"), Duration.ofMillis(300), Duration.ofSeconds(1), Map.of());
    assertThat(hanging.read().problem()).contains("nvidia-smi did not answer within 300 ms");
    assertThat(hanging.read().problem()).as("not asked again at once").isPresent();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void read_withinASecond_isKept() throws IOException {
    Path count = folder.resolve("count");
    List<String> program = program("echo x >> '" + count + "'; cat <<'E'\n" + TWO_CARDS + "E");
    NvidiaSmi kept = new NvidiaSmi(program, Duration.ofSeconds(20), Duration.ofHours(1), Map.of());
    assertThat(kept.read().cards()).hasSize(2);
    assertThat(kept.read().cards()).hasSize(2);
    assertThat(Files.readAllLines(count)).hasSize(1);
    NvidiaSmi anew = new NvidiaSmi(program, Duration.ofSeconds(20), Duration.ZERO, Map.of());
    anew.read();
    anew.read();
    assertThat(Files.readAllLines(count)).hasSize(3);
  }

  @Test
  void card_byCudasNumber_isTheVisibleOne() {
    assertThat(visible("1,0")).containsExactly(1, 0);
    assertThat(visible("GPU-bbbb")).containsExactly(1);
    assertThat(visible("1,7,0")).as("the first that is unknown ends the list").containsExactly(1);
    assertThat(visible("")).isEmpty();
    assertThat(visible("-1")).isEmpty();
    assertThat(visible("MIG-1234")).isEmpty();
    Cards.Reading reading = Cards.Reading.of(NvidiaSmi.parse(TWO_CARDS));
    assertThat(reading.card(1).orElseThrow().name()).isEqualTo("NVIDIA L4");
    assertThat(reading.card(2)).isEmpty();
  }

  private static List<Integer> visible(String names) {
    return VisibleCards.of(NvidiaSmi.parse(TWO_CARDS), Map.of("CUDA_VISIBLE_DEVICES", names))
        .stream()
        .map(Card::number)
        .toList();
  }

  private static Cards cards(List<String> program, Map<String, String> environment) {
    return new NvidiaSmi(program, Duration.ofSeconds(20), Duration.ofSeconds(1), environment);
  }

  @BeforeEach
  void shell_isThere() {
    assumeThat(Path.of("/bin/sh")).exists();
  }

  private List<String> program(String script) {
    return List.of("/bin/sh", "-c", script);
  }
}
