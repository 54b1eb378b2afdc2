package dev.katong.style;

import dev.katong.KatongException;
import dev.katong.KatongException.NoSuchStyle;
import dev.katong.image.io.AtomicFile;
import dev.katong.memory.MemoryModel;
import dev.katong.network.Device;
import dev.katong.network.ExecutionTarget;
import dev.katong.network.MeasuredMemory;
import dev.katong.network.NetworkFacts;
import dev.katong.network.NetworkMemory;
import dev.katong.network.Precision;
import dev.katong.style.StyleManifest.FrameNetwork;
import dev.katong.style.StyleManifest.HeadNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The memory that networks take: as their style pack says, else as measured on this machine at
 * their first use. The measurements are kept in a file. Safe for use by several threads.
 */
public final class NetworkCosts {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<Map<String, List<MeasuredMemory>>> CONTENT =
      new TypeReference<>() {};

  /** The model of a network that cannot be measured: no less than DCT-Net. */
  private static final MemoryModel UNKNOWN = new MemoryModel(40_000_000, 550, 600);

  private final Path file;
  private final Supplier<ExecutionTarget> target;
  private final Supplier<OptionalLong> deviceUse;
  private final Map<String, MemoryModel> known = new HashMap<>();
  private @Nullable Map<String, List<MeasuredMemory>> measured;

  /**
   * Costs that are kept in a file.
   *
   * @param file JSON, by the networks' SHA-256; created by the first measurement
   * @param target the device that will run the networks; called when it has to be known @param
   *     deviceUse bytes of the device's memory that are in use; empty where it has no memory of its
   *     own, or the use is unknown
   */
  public NetworkCosts(
      Path file, Supplier<ExecutionTarget> target, Supplier<OptionalLong> deviceUse) {
    this.file = file;
    this.target = target;
    this.deviceUse = deviceUse;
  }

  /**
   * The memory that a style's networks take, in one of their variants.
   *
   * @param manifest the style's own
   * @param variant a variant's name, or {@link StyleVariant#FULL}
   * @param pack asked for only if a network has to be measured
   * @throws NoSuchStyle if there is no such variant
   */
  public StyleNeeds of(StyleManifest manifest, String variant, Supplier<StylePack> pack) {
    boolean full = variant.equals(StyleVariant.FULL);
    StyleManifest drawn = full ? manifest : manifest.drawnBy(manifest.needVariant(variant));
    Precision precision = full ? manifest.precision() : manifest.needVariant(variant).precision();
    FrameNetwork background = drawn.background();
    HeadNetwork head = drawn.head();
    return new StyleNeeds(
        drawn,
        variant,
        precision,
        model(
            background.sha256(),
            background.facts(),
            precision,
            () -> measure(pack.get().file(background.file()), background.multipleOf(), precision)),
        Optional.ofNullable(head)
            .map(
                h ->
                    model(
                        h.sha256(),
                        h.facts(),
                        precision,
                        () -> measure(pack.get().file(h.file()), h.size(), precision))));
  }

  private synchronized MemoryModel model(
      String sha256,
      @Nullable NetworkFacts facts,
      Precision precision,
      Supplier<Optional<MemoryModel>> measurement) {
    MemoryModel model = known.get(sha256);
    if (model == null) {
      Device.Kind device = target.get().device().kind();
      model =
          Optional.ofNullable(facts)
              .flatMap(f -> MeasuredMemory.find(f.memory(), device, precision))
              .or(() -> MeasuredMemory.find(noted(sha256), device, precision))
              .or(() -> noting(sha256, precision, measurement.get()))
              .orElseGet(() -> estimate(facts, precision));
      known.put(sha256, model);
    }
    return model;
  }

  private Optional<MemoryModel> measure(byte[] network, int multipleOf, Precision precision) {
    ExecutionTarget there = target.get().precision(precision);
    try {
      return switch (there.device().kind()) {
        case CPU -> NetworkMemory.measure(network, "the network", multipleOf, there.threads());
        case CUDA -> NetworkMemory.measure(network, "the network", multipleOf, there, deviceUse);
        // TensorRT compiles minutes for each size; the others do not tell of their memory.
        case TENSORRT, COREML, DIRECTML -> Optional.empty();
      };
    } catch (KatongException e) {
      // Such as a network that runs at one size only; if it is broken, that shows where it is used.
      return Optional.empty();
    }
  }

  private static MemoryModel estimate(@Nullable NetworkFacts facts, Precision precision) {
    return facts == null ? UNKNOWN : NetworkMemory.estimate(facts, precision);
  }

  private List<MeasuredMemory> noted(String sha256) {
    return entries().getOrDefault(sha256, List.of());
  }

  private Optional<MemoryModel> noting(
      String sha256, Precision precision, Optional<MemoryModel> model) {
    model.ifPresent(
        found -> {
          List<MeasuredMemory> all = new ArrayList<>(noted(sha256));
          all.add(MeasuredMemory.here(target.get().device().kind(), precision, found));
          entries().put(sha256, List.copyOf(all));
          write();
        });
    return model;
  }

  private Map<String, List<MeasuredMemory>> entries() {
    if (measured == null) {
      measured = read();
    }
    return measured;
  }

  /** Reads the measurements; a file that cannot be read counts as empty. */
  private Map<String, List<MeasuredMemory>> read() {
    if (!Files.isReadable(file)) {
      return new HashMap<>();
    }
    try {
      return new HashMap<>(JSON.readValue(Files.readAllBytes(file), CONTENT));
    } catch (IOException | JacksonException e) {
      return new HashMap<>();
    }
  }

  private void write() {
    try {
      AtomicFile.write(
          file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(new TreeMap<>(entries())));
    } catch (RuntimeException e) {
      // A home that cannot be written costs a measurement at every start, nothing else.
    }
  }
}
