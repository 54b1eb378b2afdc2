package dev.katong.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.Katong;
import dev.katong.KatongException;
import dev.katong.KatongHome;
import dev.katong.Resources;
import dev.katong.memory.Card;
import dev.katong.memory.Cards;
import dev.katong.memory.DeviceMemory;
import dev.katong.network.Device;
import dev.katong.network.DeviceSearch;
import dev.katong.plan.Planner;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceSelectionTest {
  private static final long MB = 1 << 20;
  private static final Device SECOND = new Device(Device.Kind.CUDA, 1);

  private @Nullable DeviceMemory memory = new DeviceMemory(8192 * MB, 6000 * MB);

  @Test
  void budget_onACard_isTheShareOfWhatWasFreeAtFirst() {
    DeviceSelection selection =
        selection(Resources.DEFAULTS, new DeviceSearch.Found(SECOND, Optional.empty()));
    assertThat(selection.budget()).isEqualTo(3000 * MB);
    memory = new DeviceMemory(8192 * MB, 1000 * MB);
    assertThat(selection.budget()).as("what networks took since is no reason").isEqualTo(3000 * MB);
    assertThat(selection.ownMemory()).contains(new Planner.DeviceShare(3000 * MB, 1000 * MB));
    assertThat(selection.hasOwnMemory()).isTrue();
    assertThat(selection.usedBytes(this::reading)).hasValue(7192 * MB);
  }

  @Test
  void target_onACardWithABudget_isBoundedByIt() {
    DeviceSelection selection =
        selection(
            Resources.DEFAULTS.memory(700 * MB), new DeviceSearch.Found(SECOND, Optional.empty()));
    assertThat(selection.target().memory()).isEqualTo(700 * MB);
    assertThat(selection.target().device()).isEqualTo(SECOND);
    assertThat(selection.target().cache()).as("CUDA compiles nothing").isNull();
    assertThat(selection.card().orElseThrow().name()).isEqualTo("NVIDIA L4");
  }

  @Test
  void ownMemory_ofACardThatDoesNotTell_isTheMachines() {
    memory = null;
    DeviceSelection selection =
        selection(Resources.DEFAULTS, new DeviceSearch.Found(SECOND, Optional.empty()));
    assertThat(selection.ownMemory()).isEmpty();
    assertThat(selection.hasOwnMemory()).isFalse();
    assertThat(selection.budget()).isPositive();
  }

  @Test
  void target_onADeviceThatCompiles_hasAFolderForIt(@TempDir Path folder) {
    Device tensorRt = new Device(Device.Kind.TENSORRT, 0);
    DeviceSelection selection =
        new DeviceSelection(
            Resources.DEFAULTS,
            new KatongHome(folder.resolve("home")),
            wanted -> new DeviceSearch.Found(tensorRt, Optional.empty()),
            this::reading);
    assertThat(selection.target().cache()).isEqualTo(folder.resolve("home/compiled")).isDirectory();
  }

  @Test
  void card_onTheProcessor_isNone() {
    DeviceSelection selection =
        selection(Resources.DEFAULTS, new DeviceSearch.Found(Device.CPU, Optional.of("why")));
    assertThat(selection.card()).isEmpty();
    assertThat(selection.ownMemory()).isEmpty();
    assertThat(selection.note()).contains("why");
  }

  @Test
  void open_onADeviceThatCannotBeUsed_failsAtOnce() {
    Resources resources = Resources.DEFAULTS.device(new Device(Device.Kind.DIRECTML, 0));
    assertThatThrownBy(() -> Katong.open(new KatongHome(Path.of("none")), resources).close())
        .isInstanceOf(KatongException.Engine.class)
        .hasMessageContaining("the device directml cannot be used");
  }

  private DeviceSelection selection(Resources resources, DeviceSearch.Found found) {
    return new DeviceSelection(
        resources, new KatongHome(Path.of("home")), wanted -> found, this::reading);
  }

  /** Two cards; the second has the memory of the test. */
  private Cards.Reading reading() {
    Card first = new Card(0, "GPU-1", "NVIDIA T4", "550", Optional.empty());
    Card second = new Card(1, "GPU-2", "NVIDIA L4", "550", Optional.ofNullable(memory));
    return new Cards.Reading(List.of(first, second), Optional.empty());
  }
}
