package dev.katong.network;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.katong.KatongException.BadModel;
import dev.katong.memory.MemoryModel;
import java.util.List;
import java.util.Optional;

/**
 * The memory of a network as it was measured. It holds for one kind of device, one precision and
 * one version of the engine; the others' allocators differ.
 *
 * @param device such as {@code cpu}
 * @param precision of the network's arithmetic
 * @param engine the version of ONNX Runtime
 * @param fixedBytes as in {@link MemoryModel}
 * @param bytesPerPixel as in {@link MemoryModel}
 * @param mostBytesPerPixel as in {@link MemoryModel}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MeasuredMemory(
    @JsonProperty(required = true) String device,
    @JsonProperty(required = true) Precision precision,
    @JsonProperty(required = true) String engine,
    @JsonProperty(required = true) long fixedBytes,
    @JsonProperty(required = true) double bytesPerPixel,
    @JsonProperty(required = true) double mostBytesPerPixel) {

  public MeasuredMemory {
    if (device == null || precision == null || engine == null) {
      throw new BadModel("an entry of facts.memory lacks a value; import the style again");
    }
    // Checked when it is made.
    MemoryModel unused = new MemoryModel(fixedBytes, bytesPerPixel, mostBytesPerPixel);
  }

  /** A measurement by this process's engine, on the processor. */
  public static MeasuredMemory here(Precision precision, MemoryModel model) {
    return here(Device.Kind.CPU, precision, model);
  }

  /** A measurement by this process's engine. */
  public static MeasuredMemory here(Device.Kind device, Precision precision, MemoryModel model) {
    return new MeasuredMemory(
        device.label(),
        precision,
        Engine.version(),
        model.fixedBytes(),
        model.bytesPerPixel(),
        model.mostBytesPerPixel());
  }

  /** This measurement for networks of another precision that take the same memory. */
  public MeasuredMemory in(Precision other) {
    return new MeasuredMemory(device, other, engine, fixedBytes, bytesPerPixel, mostBytesPerPixel);
  }

  public MemoryModel model() {
    return new MemoryModel(fixedBytes, bytesPerPixel, mostBytesPerPixel);
  }

  /** The one among {@code measured} that holds for this process's engine on a kind of device. */
  public static Optional<MemoryModel> find(
      List<MeasuredMemory> measured, Device.Kind device, Precision precision) {
    return measured.stream()
        .filter(
            entry ->
                entry.device.equals(device.label())
                    && entry.precision == precision
                    && entry.engine.equals(Engine.version()))
        .map(MeasuredMemory::model)
        .findFirst();
  }
}
