package dev.katong;

import dev.katong.memory.Card;
import dev.katong.memory.Cards;
import dev.katong.memory.DeviceMemory;
import dev.katong.memory.MachineMemory;
import dev.katong.network.Device;
import dev.katong.network.DeviceSearch;
import dev.katong.network.Engine;
import dev.katong.network.Placement;
import dev.katong.network.Precision;
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
final class Workplace {
  private final Resources resources;
  private final KatongHome home;
  private final Function<Optional<Device>, DeviceSearch.Found> search;
  private final Cards cards;
  private DeviceSearch.@Nullable Found found;
  private OptionalLong share = OptionalLong.empty();

  /**
   * A workplace.
   *
   * @param search as {@link DeviceSearch#of}
   */
  Workplace(
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
      Preload.await();
      known = search.apply(resources.device());
      found = known;
      // What is free now, with all that the device's libraries take once. Later what the networks
      // themselves take would make it smaller.
      share =
          memory(known.device())
              .map(memory -> OptionalLong.of(memory.defaultBudget()))
              .orElse(OptionalLong.empty());
    }
    return known;
  }

  Device device() {
    return found().device();
  }

  /** Why the processor is taken although ONNX Runtime offers more. */
  Optional<String> note() {
    return found().note();
  }

  /** The card that networks run on, as it is now; empty where they do not, or nobody tells. */
  Optional<Card> card() {
    return card(device(), cards);
  }

  private static Optional<Card> card(Device device, Cards from) {
    return device.kind().nvidia() ? from.read().card(device.number()) : Optional.empty();
  }

  private Optional<DeviceMemory> memory(Device device) {
    return card(device, cards).flatMap(Card::memory);
  }

  /** Whether networks take memory of their own, beside the machine's. */
  boolean apart() {
    DeviceSearch.Found unused = found();
    synchronized (this) {
      return share.isPresent();
    }
  }

  /** What is free for networks on a device with memory of its own; empty on others. */
  Optional<Planner.OnDevice> room() {
    Device device = device();
    OptionalLong usual;
    synchronized (this) {
      usual = share;
    }
    if (usual.isEmpty()) {
      return Optional.empty();
    }
    // If the driver is silent for once, what was free at the beginning has to do.
    long free = memory(device).map(DeviceMemory::freeBytes).orElse(usual.getAsLong());
    return Optional.of(new Planner.OnDevice(usual.getAsLong(), free));
  }

  /** How many bytes the networks may take, loaded and running. */
  long budget() {
    return resources
        .memory()
        .orElseGet(
            () ->
                room()
                    .map(Planner.OnDevice::share)
                    .orElseGet(() -> MachineMemory.now().defaultBudget()));
  }

  /** Bytes of the card that are in use, read anew; empty where that is not known. */
  OptionalLong used(Cards now) {
    return card(device(), now)
        .flatMap(Card::memory)
        .map(memory -> OptionalLong.of(memory.usedBytes()))
        .orElse(OptionalLong.empty());
  }

  /** Where a network is loaded now. */
  Placement placement() {
    return new Placement(device(), Engine.defaultThreads(), budget(), Precision.FP32, compiled());
  }

  /** The folder for what the device compiles; null if it compiles nothing, or cannot keep it. */
  private @Nullable Path compiled() {
    if (device().kind() != Device.Kind.TENSORRT && device().kind() != Device.Kind.COREML) {
      return null;
    }
    try {
      return Files.createDirectories(home.compiled());
    } catch (IOException e) {
      // Compiled anew at each start, which takes time and nothing else.
      return null;
    }
  }
}
