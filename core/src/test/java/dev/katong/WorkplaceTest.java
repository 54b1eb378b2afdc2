package dev.katong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.memory.Card;
import dev.katong.memory.Cards;
import dev.katong.memory.DeviceMemory;
import dev.katong.network.Device;
import dev.katong.network.DeviceSearch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkplaceTest {
  private static final long MB = 1 << 20;
  private static final Device SECOND = new Device(Device.Kind.CUDA, 1);

  private @Nullable DeviceMemory memory = new DeviceMemory(8192 * MB, 6000 * MB);

  @Test
  void budget_onACard_isTheShareOfWhatWasFreeAtFirst() {
    Workplace place = place(Resources.DEFAULTS, new DeviceSearch.Found(SECOND, Optional.empty()));
    assertThat(place.budget()).isEqualTo(3000 * MB);
    memory = new DeviceMemory(8192 * MB, 1000 * MB);
    assertThat(place.budget()).as("what networks took since is no reason").isEqualTo(3000 * MB);
    assertThat(place.room()).contains(new Planner.OnDevice(3000 * MB, 1000 * MB));
    assertThat(place.apart()).isTrue();
    assertThat(place.used(this::reading)).hasValue(7192 * MB);
  }

  @Test
  void placement_onACardWithABudget_isBoundedByIt() {
    Workplace place =
        place(
            Resources.DEFAULTS.memory(700 * MB), new DeviceSearch.Found(SECOND, Optional.empty()));
    assertThat(place.placement().memory()).isEqualTo(700 * MB);
    assertThat(place.placement().device()).isEqualTo(SECOND);
    assertThat(place.placement().cache()).as("CUDA compiles nothing").isNull();
    assertThat(place.card().orElseThrow().name()).isEqualTo("NVIDIA L4");
  }

  @Test
  void room_ofACardThatDoesNotTell_isTheMachines() {
    memory = null;
    Workplace place = place(Resources.DEFAULTS, new DeviceSearch.Found(SECOND, Optional.empty()));
    assertThat(place.room()).isEmpty();
    assertThat(place.apart()).isFalse();
    assertThat(place.budget()).isPositive();
  }

  @Test
  void placement_onADeviceThatCompiles_hasAFolderForIt(@TempDir Path folder) {
    Device tensorRt = new Device(Device.Kind.TENSORRT, 0);
    Workplace place =
        new Workplace(
            Resources.DEFAULTS,
            new KatongHome(folder.resolve("home")),
            wanted -> new DeviceSearch.Found(tensorRt, Optional.empty()),
            this::reading);
    assertThat(place.placement().cache()).isEqualTo(folder.resolve("home/compiled")).isDirectory();
  }

  @Test
  void card_onTheProcessor_isNone() {
    Workplace place =
        place(Resources.DEFAULTS, new DeviceSearch.Found(Device.CPU, Optional.of("why")));
    assertThat(place.card()).isEmpty();
    assertThat(place.room()).isEmpty();
    assertThat(place.note()).contains("why");
  }

  @Test
  void open_onADeviceThatCannotBeUsed_failsAtOnce() {
    Resources resources = Resources.DEFAULTS.device(new Device(Device.Kind.DIRECTML, 0));
    assertThatThrownBy(() -> Katong.open(new KatongHome(Path.of("none")), resources).close())
        .isInstanceOf(KatongException.Engine.class)
        .hasMessageContaining("--device directml cannot be used");
  }

  private Workplace place(Resources resources, DeviceSearch.Found found) {
    return new Workplace(
        resources, new KatongHome(Path.of("home")), wanted -> found, this::reading);
  }

  /** Two cards; the second has the memory of the test. */
  private Cards.Reading reading() {
    Card first = new Card(0, "GPU-1", "NVIDIA T4", "550", Optional.empty());
    Card second = new Card(1, "GPU-2", "NVIDIA L4", "550", Optional.ofNullable(memory));
    return new Cards.Reading(List.of(first, second), Optional.empty());
  }
}
