package dev.katong.cli.doctor;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtEpDevice;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import dev.katong.cli.console.Printable;
import dev.katong.cli.doctor.Finding.Seen;
import dev.katong.memory.NativeMemory;
import dev.katong.network.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_objdetect;
import org.jspecify.annotations.Nullable;

/** The native libraries, and the settings of the C library's memory that matter to them. */
final class EngineProbe {
  private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
  private static final String ARENAS = "MALLOC_ARENA_MAX";
  private static final String TUNABLES = "GLIBC_TUNABLES";
  private static final String TELEMETRY = "ORT_DISABLE_TELEMETRY";

  private final Map<String, String> environment;

  EngineProbe(Map<String, String> environment) {
    this.environment = environment;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    Finding engine = Finding.needed("onnxruntime", EngineProbe::onnxRuntime);
    findings.add(engine);
    if (!engine.broken()) {
      findings.add(Finding.known("providers", EngineProbe::providers));
      findings.add(Finding.known("devices", EngineProbe::devices));
      findings.add(Finding.known("telemetry", this::telemetry));
    }
    findings.add(Finding.needed("opencv", EngineProbe::openCv));
    if (System.getProperty("os.name").equals("Linux")) {
      findings.add(Finding.known("malloc", this::malloc));
    }
    return findings;
  }

  private record Library(String version, @Nullable String folder) {
    Seen seen() {
      String place = folder == null ? "the temporary folder" : Printable.path(Path.of(folder));
      return new Seen(version + ", in " + place, this);
    }
  }

  private static Seen onnxRuntime() {
    String version = Engine.version();
    return new Library(version, System.getProperty("onnxruntime.native.path")).seen();
  }

  private static Seen openCv() {
    NativeMemory.prepare();
    NativeMemory.leaveOutWindows();
    Loader.load(opencv_objdetect.class);
    Path library = Path.of(Loader.load(opencv_imgcodecs.class));
    String folder = Objects.toString(library.getParent(), null);
    String version =
        "%d.%d.%d"
            .formatted(
                opencv_core.getVersionMajor(),
                opencv_core.getVersionMinor(),
                opencv_core.getVersionRevision());
    return new Library(version, folder).seen();
  }

  private static Seen providers() {
    List<String> names =
        OrtEnvironment.getAvailableProviders().stream()
            .map(OrtProvider::getName)
            .map(name -> name.replace("ExecutionProvider", ""))
            .toList();
    return new Seen(String.join(", ", names), names);
  }

  private record Device(String type, String vendor, String provider) {}

  private static Seen devices() throws OrtException {
    List<Device> devices = new ArrayList<>();
    for (OrtEpDevice found : Engine.environment().getEpDevices()) {
      var device = found.getDevice();
      devices.add(
          new Device(
              device.getType().name().toLowerCase(Locale.ROOT),
              device.getVendor(),
              found.getEpName().replace("ExecutionProvider", "")));
    }
    List<String> texts =
        devices.stream()
            .map(device -> "%s (%s) by %s".formatted(device.type, device.vendor, device.provider))
            .toList();
    return new Seen(texts.isEmpty() ? "unknown" : String.join(", ", texts), devices);
  }

  private record Telemetry(boolean off, boolean offFromStart) {}

  private Seen telemetry() {
    boolean fromStart = "1".equals(environment.get(TELEMETRY));
    return new Seen(
        fromStart
            ? "off (" + TELEMETRY + "=1)"
            : "off once the engine runs; " + TELEMETRY + "=1 has it off from the start",
        new Telemetry(true, fromStart));
  }

  private record Malloc(
      @Nullable String arenaMax, @Nullable String tunables, @Nullable String hugePages) {}

  private Seen malloc() {
    Malloc malloc =
        new Malloc(environment.get(ARENAS), environment.get(TUNABLES), transparentHugePages());
    return new Seen(
        "%s, %s, transparent huge pages: %s"
            .formatted(
                setting(ARENAS, malloc.arenaMax, "1"),
                setting(TUNABLES, malloc.tunables, "glibc.malloc.hugetlb=1"),
                malloc.hugePages == null ? "unknown" : malloc.hugePages),
        malloc);
  }

  private static String setting(String name, @Nullable String value, String good) {
    return value == null ? name + " not set (" + good + " is good)" : name + "=" + value;
  }

  /** The kernel writes {@code always [madvise] never}. */
  private static @Nullable String transparentHugePages() {
    try {
      return Pattern.compile("\\[(\\w+)]")
          .matcher(Files.readString(HUGE_PAGES))
          .results()
          .map(chosen -> chosen.group(1))
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }
}
