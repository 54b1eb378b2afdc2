package dev.katong.cli.doctor;

import dev.katong.cli.console.Printable;
import dev.katong.cli.doctor.Finding.Seen;
import dev.katong.memory.Card;
import dev.katong.memory.Cards;
import dev.katong.memory.DeviceMemory;
import dev.katong.memory.MachineMemory;
import dev.katong.memory.MachineMemory.Limit;
import dev.katong.memory.MemorySize;
import dev.katong.network.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Java, the operating system, the processor and the memory. */
final class MachineProbe {
  private final Map<String, String> environment;

  MachineProbe(Map<String, String> environment) {
    this.environment = environment;
  }

  List<Finding> findings() {
    return List.of(
        Finding.known("java", MachineProbe::java),
        Finding.known("system", MachineProbe::system),
        Finding.known("processor", this::processor),
        Finding.known("cores", this::cores),
        Finding.known("memory", MachineProbe::memory),
        Finding.known("cards", MachineProbe::cards));
  }

  private record Java(String version, String vendor, String home, long maxHeapBytes) {}

  private static Seen java() {
    Java java =
        new Java(
            System.getProperty("java.version"),
            System.getProperty("java.vendor"),
            System.getProperty("java.home"),
            Runtime.getRuntime().maxMemory());
    return new Seen(
        "%s, %s, %s, heap up to %s"
            .formatted(
                java.version,
                java.vendor,
                Printable.path(Path.of(java.home)),
                MemorySize.text(java.maxHeapBytes)),
        java);
  }

  private record OperatingSystem(String name, String version, String architecture) {}

  private static Seen system() {
    OperatingSystem system =
        new OperatingSystem(
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"));
    return new Seen(
        "%s %s, %s".formatted(system.name, system.version, system.architecture), system);
  }

  private Seen processor() {
    Processor processor = Processor.here(environment);
    String features =
        processor.features().isEmpty() ? "" : ": " + String.join(" ", processor.features());
    return new Seen(processor.model() + features, processor);
  }

  private record Cores(int usable, @Nullable Integer machine) {}

  private Seen cores() {
    int usable = Engine.defaultThreads();
    int machine = Processor.here(environment).cores();
    boolean all = machine <= usable;
    return new Seen(
        all ? "" + usable : "%d of the machine's %d".formatted(usable, machine),
        new Cores(usable, machine == 0 ? null : machine));
  }

  private record CardFacts(
      int number, String name, String driver, @Nullable Long totalBytes, @Nullable Long freeBytes) {
    static CardFacts of(Card card) {
      return new CardFacts(
          card.number(),
          card.name(),
          card.driver(),
          card.memory().map(DeviceMemory::totalBytes).orElse(null),
          card.memory().map(DeviceMemory::freeBytes).orElse(null));
    }
  }

  /** NVIDIA's cards; for others no program reports them on all platforms. */
  private static Seen cards() {
    Cards.Reading reading = Cards.ofMachine().read();
    List<CardFacts> facts = reading.cards().stream().map(CardFacts::of).toList();
    String none = reading.problem().map(problem -> "none: " + problem).orElse("none");
    return new Seen(
        facts.isEmpty()
            ? none
            : reading.cards().stream().map(MachineProbe::text).collect(Collectors.joining("; ")),
        facts);
  }

  private static String text(Card card) {
    String memory =
        card.memory()
            .map(
                m ->
                    ", %s, %s free"
                        .formatted(MemorySize.text(m.totalBytes()), MemorySize.text(m.freeBytes())))
            .orElse("");
    return "%d: %s, driver %s%s".formatted(card.number(), card.name(), card.driver(), memory);
  }

  private record Memory(long totalBytes, long limitBytes, long availableBytes, String limitedBy) {}

  private static Seen memory() {
    MachineMemory memory = MachineMemory.now();
    String limit =
        memory.limitedBy() == Limit.CGROUP
            ? "; this process may have " + MemorySize.text(memory.limitBytes()) + " (cgroup)"
            : "; no limit is set for this process";
    return new Seen(
        "%s, %s available%s"
            .formatted(
                MemorySize.text(memory.totalBytes()),
                MemorySize.text(memory.availableBytes()),
                limit),
        new Memory(
            memory.totalBytes(),
            memory.limitBytes(),
            memory.availableBytes(),
            memory.limitedBy().name().toLowerCase(Locale.ROOT)));
  }
}
