package dev.katong.runtime;

import dev.katong.KatongException;
import dev.katong.KatongHome;
import dev.katong.Resources;
import dev.katong.memory.Card;
import dev.katong.memory.Cards;
import dev.katong.memory.DeviceMemory;
import dev.katong.memory.MachineMemory;
import dev.katong.network.Device;
import dev.katong.network.DeviceSearch;
import dev.katong.network.Engine;
import dev.katong.network.ExecutionTarget;
import dev.katong.network.Precision;
import dev.katong.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The device that networks run on, looked for at its first use, and the memory that they may take
 * there. A device that is asked for by name must work, see {@link #check}.
 */
public final class DeviceSelection {
  private final Resources resources;
  private final KatongHome home;
  private final Function<Optional<Device>, DeviceSearch.Found> search;
  private final Cards cards;
  private DeviceSearch.@Nullable Found found;
  private OptionalLong share = OptionalLong.empty();

  /**
   * Creates a selection; no device is searched for yet.
   *
   * @param search as {@link DeviceSearch#of}
   */
  DeviceSelection(
      Resources resources,
      KatongHome home,
      Function<Optional<Device>, DeviceSearch.Found> search,
      Cards cards) {
    this.resources = resources;
    this.home = home;
    this.search = search;
    this.cards = cards;
  }

  /**
   * Looks for a device that was asked for by name, at once.
   *
   * @throws KatongException.Engine if it cannot be used
   */
  void check() {
    if (resources.device().isPresent()) {
      DeviceSearch.Found unused = found();
    }
  }

  private synchronized DeviceSearch.Found found() {
    DeviceSearch.Found known = found;
    if (known == null) {
      // A trial draws into pictures of OpenCV.
      NativeLibraries.await();
      known = search.apply(resources.device());
      found = known;
      // Read once: later the networks' own memory would make it smaller.
      share =
          memory(known.device())
              .map(memory -> OptionalLong.of(memory.defaultBudget()))
              .orElse(OptionalLong.empty());
    }
    return known;
  }

  /** The device, searched for at the first call. */
  public Device device() {
    return found().device();
  }

  /** The reason why the processor is taken although ONNX Runtime offers more. */
  public Optional<String> note() {
    return found().note();
  }

  /** The card that networks run on, read now; empty on the processor, or if it is unknown. */
  public Optional<Card> card() {
    return card(device(), cards);
  }

  private static Optional<Card> card(Device device, Cards from) {
    return device.kind().nvidia() ? from.read().card(device.number()) : Optional.empty();
  }

  private Optional<DeviceMemory> memory(Device device) {
    return card(device, cards).flatMap(Card::memory);
  }

  /** True if the device has memory of its own, apart from the machine's. */
  boolean hasOwnMemory() {
    DeviceSearch.Found unused = found();
    synchronized (this) {
      return share.isPresent();
    }
  }

  /** The memory of a device that has its own; empty on others. */
  Optional<Planner.DeviceShare> ownMemory() {
    Device device = device();
    OptionalLong usual;
    synchronized (this) {
      usual = share;
    }
    if (usual.isEmpty()) {
      return Optional.empty();
    }
    // If the driver does not answer, the value of the start is used.
    long free = memory(device).map(DeviceMemory::freeBytes).orElse(usual.getAsLong());
    return Optional.of(new Planner.DeviceShare(usual.getAsLong(), free));
  }

  /** The bytes that the networks may take, loaded and running. */
  public long budget() {
    return resources
        .memory()
        .orElseGet(
            () ->
                ownMemory()
                    .map(Planner.DeviceShare::share)
                    .orElseGet(() -> MachineMemory.now().defaultBudget()));
  }

  /** The bytes of the card that are in use; empty if they are unknown. */
  OptionalLong usedBytes(Cards now) {
    return card(device(), now)
        .flatMap(Card::memory)
        .map(memory -> OptionalLong.of(memory.usedBytes()))
        .orElse(OptionalLong.empty());
  }

  /** The most threads of one run of a network. */
  int threads() {
    return resources.threads().orElseGet(Engine::defaultThreads);
  }

  /** The target for a network that is loaded now. */
  ExecutionTarget target() {
    return new ExecutionTarget(device(), threads(), budget(), Precision.FP32, compiled());
  }

  /** The folder for compiled networks; null if the device compiles none, or they cannot be kept. */
  private @Nullable Path compiled() {
    if (device().kind() != Device.Kind.TENSORRT && device().kind() != Device.Kind.COREML) {
      return null;
    }
    try {
      return Files.createDirectories(home.compiled());
    } catch (IOException e) {
      // Compiled again at each start, which only takes time.
      return null;
    }
  }
}
