package dev.katong.cli.doctor;

import dev.katong.KatongException;
import dev.katong.KatongHome;
import dev.katong.cli.doctor.Finding.Seen;
import dev.katong.face.FaceDetector;
import dev.katong.face.FaceDetectors;
import dev.katong.memory.Card;
import dev.katong.memory.Cards;
import dev.katong.memory.DeviceMemory;
import dev.katong.memory.MachineMemory;
import dev.katong.memory.MemorySize;
import dev.katong.network.Device;
import dev.katong.network.DeviceSearch;
import dev.katong.network.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The device, memory and other resources that Katong will use for a picture, with the reason for
 * each choice.
 */
final class UseProbe {
  private final Supplier<KatongHome> home;

  /** The device that was found; the processor until then. */
  private Device device = Device.CPU;

  UseProbe(Supplier<KatongHome> home) {
    this.home = home;
  }

  List<Finding> findings() {
    return List.of(
        Finding.known("device", this::device),
        Finding.known("threads", UseProbe::threads),
        Finding.known("memory", this::memory),
        Finding.known("precision", UseProbe::precision),
        Finding.needed("faces", this::faces));
  }

  private record Choice(Object value, String why) {}

  private static Seen seen(Object value, String text, String why) {
    return new Seen(text + ": " + why, new Choice(value, why));
  }

  private Seen device() {
    DeviceSearch.Found found;
    try {
      found = DeviceSearch.ofEngine().best();
      device = found.device();
    } catch (KatongException e) {
      return seen("none", "none", "ONNX Runtime does not start, see above");
    }
    String name = found.device().label();
    String why =
        found.device().equals(Device.CPU)
            ? found
                .note()
                .orElse("this ONNX Runtime offers no card; docs/gpu.md describes those that do")
            : "it was tried just now and computes correctly";
    return seen(name, name, why);
  }

  private static Seen threads() {
    int threads = Engine.defaultThreads();
    return seen(threads, "" + threads, "the cores that this process may use");
  }

  private Seen memory() {
    Optional<DeviceMemory> card =
        device.kind().nvidia()
            ? Cards.ofMachine().read().card(device.number()).flatMap(Card::memory)
            : Optional.empty();
    if (card.isPresent()) {
      long share = card.get().defaultBudget();
      return seen(share, MemorySize.text(share), "half of what the card has free, at most 4 GB");
    }
    long bytes = MachineMemory.now().defaultBudget();
    return seen(bytes, MemorySize.text(bytes), "half of what is available, at most 2 GB");
  }

  private static Seen precision() {
    return seen(
        "auto",
        "auto",
        "of each style the fastest variant measured on this kind of device, see 'style info'");
  }

  private Seen faces() {
    Path yuNet = home.get().faceDetector();
    if (!FaceDetectors.available(yuNet)) {
      return seen(
          "none",
          "none",
          "this platform comes without a detector; 'katong faces pull' fetches one");
    }
    try (FaceDetector detector = FaceDetectors.open(yuNet)) {
      return seen(
          detector.name(),
          detector.name(),
          Files.isRegularFile(yuNet)
              ? "YuNet has been imported"
              : "OpenCV's cascades; YuNet finds more faces, 'katong faces pull' fetches it");
    }
  }
}
