package dev.katong.network;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import dev.katong.KatongException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Finds the device that networks run on: among those that this ONNX Runtime offers, the first that
 * proves in a trial that it works, else the processor.
 */
public final class DeviceSearch {
  /**
   * The devices that are tried by default. TensorRT is not among them, because it compiles for
   * minutes before its first picture; nor is CoreML, whose pictures and times have not been
   * compared with the processor's yet.
   */
  private static final List<Device> CANDIDATES =
      List.of(new Device(Device.Kind.CUDA, 0), new Device(Device.Kind.DIRECTML, 0));

  private final Supplier<Set<OrtProvider>> offered;
  private final Consumer<Device> trial;

  /**
   * Creates a search.
   *
   * @param offered the providers that there are by name
   * @param trial throws what it likes if a device cannot be used
   */
  DeviceSearch(Supplier<Set<OrtProvider>> offered, Consumer<Device> trial) {
    this.offered = offered;
    this.trial = trial;
  }

  /** A search with this process's engine. */
  public static DeviceSearch ofEngine() {
    return new DeviceSearch(DeviceSearch::providers, DeviceTrial::run);
  }

  private static Set<OrtProvider> providers() {
    // It has to be started with care before anything of it is used.
    OrtEnvironment unused = Engine.environment();
    return OrtEnvironment.getAvailableProviders();
  }

  /**
   * The result of a search.
   *
   * @param note the reason why the processor is taken although ONNX Runtime offers more: one
   *     sentence, with the remedy
   */
  public record Found(Device device, Optional<String> note) {}

  /**
   * The device that is asked for, else the best.
   *
   * @param wanted empty for {@code auto}
   * @throws KatongException.Engine as {@link #named} and {@link #best}
   */
  public Found of(Optional<Device> wanted) {
    return wanted.map(this::named).orElseGet(this::best);
  }

  /**
   * The best device that works.
   *
   * @throws KatongException.Engine if ONNX Runtime cannot be started
   */
  public Found best() {
    Set<OrtProvider> names = offered.get();
    String note = null;
    for (Device device : CANDIDATES) {
      if (names.contains(Provider.of(device.kind()))) {
        try {
          trial.accept(device);
          return new Found(device, Optional.empty());
        } catch (RuntimeException | LinkageError e) {
          note = DeviceFailure.of(device, e).note(device);
        }
      }
    }
    return new Found(Device.CPU, Optional.ofNullable(note));
  }

  /**
   * A device that is asked for by name.
   *
   * @throws KatongException.Engine if it cannot be used; the message says why and what to do
   */
  public Found named(Device device) {
    if (device.kind() == Device.Kind.CPU) {
      return new Found(device, Optional.empty());
    }
    if (!offered.get().contains(Provider.of(device.kind()))) {
      throw new KatongException.Engine(
          DeviceFailure.notOffered(device).refusal(device),
          KatongException.Remedy.USE_PROCESSOR,
          null);
    }
    try {
      trial.accept(device);
    } catch (RuntimeException | LinkageError e) {
      throw new KatongException.Engine(
          DeviceFailure.of(device, e).refusal(device), KatongException.Remedy.USE_PROCESSOR, e);
    }
    return new Found(device, Optional.empty());
  }
}
