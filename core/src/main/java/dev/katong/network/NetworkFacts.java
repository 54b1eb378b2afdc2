package dev.katong.network;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.katong.KatongException.BadModel;
import dev.katong.image.PictureSize;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Facts about a network that are known without running it: analysed when its style was imported,
 * and read from {@code style.json}.
 *
 * @param tiling the way in which frames may be cut into tiles
 * @param stride the step of the grid of tiles in pixels, at least 1
 * @param alignment the sides of a frame or tile are multiples of this, in pixels, at least 1
 * @param halo pixels of real context that a tile needs on each side that is not the frame's own; a
 *     multiple of stride and alignment
 * @param parameters the count of numbers in the network's constants
 * @param multiplyAddsPerPixel multiplications with addition by pixel of the frame; null where they
 *     could not be counted
 * @param liveBytesPerPixel the peak memory of tensors that live at once, by precision and pixel of
 *     the frame, where values may be overwritten in place
 * @param memory measurements, by device, precision and engine
 * @param enlarges the factor by which the network's picture is wider and higher than the frame;
 *     null for 1
 * @param window the only size that the network takes, in pixels; null where it takes others too
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NetworkFacts(
    @JsonProperty(required = true) Tiling tiling,
    @JsonProperty(required = true) int stride,
    @JsonProperty(required = true) int alignment,
    @JsonProperty(required = true) int halo,
    @JsonProperty(required = true) long parameters,
    @Nullable Double multiplyAddsPerPixel,
    @JsonProperty(required = true) Map<Precision, Double> liveBytesPerPixel,
    @JsonProperty(required = true) List<MeasuredMemory> memory,
    @Nullable Integer enlarges,
    @Nullable PictureSize window) {

  /** No network enlarges more. */
  public static final int MOST_SCALE = 8;

  private static final int MAX_STEP = 1024;
  private static final int MAX_HALO = 16_384;

  public NetworkFacts {
    need(tiling, "tiling");
    needRange(stride, 1, MAX_STEP, "stride");
    needRange(alignment, 1, MAX_STEP, "alignment");
    needRange(halo, 0, MAX_HALO, "halo");
    if (tiling != Tiling.WHOLE && halo % step(stride, alignment) != 0) {
      throw new BadModel(
          "facts.halo is %d, it must be a multiple of stride %d and alignment %d"
              .formatted(halo, stride, alignment));
    }
    if (parameters < 0) {
      throw new BadModel("facts.parameters is " + parameters + ", it must be 0 or more");
    }
    if (multiplyAddsPerPixel != null) {
      needAmount(multiplyAddsPerPixel, "multiplyAddsPerPixel");
    }
    need(liveBytesPerPixel, "liveBytesPerPixel");
    need(memory, "memory");
    liveBytesPerPixel.forEach(
        (precision, bytes) -> needAmount(bytes, "liveBytesPerPixel." + precision.label()));
    memory.forEach(entry -> need(entry, "memory's entry"));
    // In the order of precisions, so that the same facts are the same file.
    Map<Precision, Double> live = new EnumMap<>(Precision.class);
    live.putAll(liveBytesPerPixel);
    liveBytesPerPixel = Collections.unmodifiableMap(live);
    memory = List.copyOf(memory);
    if (enlarges != null) {
      needRange(enlarges, 2, MOST_SCALE, "enlarges");
    }
    if (window != null) {
      needRange(window.width(), 1, MAX_HALO, "window.width");
      needRange(window.height(), 1, MAX_HALO, "window.height");
    }
  }

  /** Facts of a network that takes frames of many sizes and gives pictures of the same size. */
  public NetworkFacts(
      Tiling tiling,
      int stride,
      int alignment,
      int halo,
      long parameters,
      @Nullable Double multiplyAddsPerPixel,
      Map<Precision, Double> liveBytesPerPixel,
      List<MeasuredMemory> memory) {
    this(
        tiling,
        stride,
        alignment,
        halo,
        parameters,
        multiplyAddsPerPixel,
        liveBytesPerPixel,
        memory,
        null,
        null);
  }

  /** The factor by which the network's picture is wider and higher than the frame. */
  public int scale() {
    return enlarges == null ? 1 : enlarges;
  }

  /** These facts of a network that enlarges, or takes one size only. */
  public NetworkFacts shaped(int scale, @Nullable PictureSize onlySize) {
    return new NetworkFacts(
        tiling,
        stride,
        alignment,
        halo,
        parameters,
        multiplyAddsPerPixel,
        liveBytesPerPixel,
        memory,
        scale == 1 ? null : (Integer) scale,
        onlySize);
  }

  /** The number of pixels of which origins and sizes of tiles, and halos, must be multiples. */
  public int step() {
    return step(stride, alignment);
  }

  /** These facts with another list of measurements. */
  public NetworkFacts measured(List<MeasuredMemory> newMemory) {
    return new NetworkFacts(
        tiling,
        stride,
        alignment,
        halo,
        parameters,
        multiplyAddsPerPixel,
        liveBytesPerPixel,
        newMemory,
        enlarges,
        window);
  }

  /** The least common multiple of a stride and an alignment. */
  public static int step(int stride, int alignment) {
    int a = stride;
    int b = alignment;
    while (b != 0) {
      int rest = a % b;
      a = b;
      b = rest;
    }
    return Math.multiplyExact(stride / a, alignment);
  }

  private static void need(@Nullable Object value, String what) {
    if (value == null) {
      throw new BadModel("style.json lacks facts." + what);
    }
  }

  private static void needAmount(@Nullable Double value, String what) {
    if (value == null || !(value >= 0) || value.isInfinite()) {
      throw new BadModel("facts." + what + " is " + value + ", it must be 0 or more");
    }
  }

  private static void needRange(int value, int least, int most, String what) {
    if (value < least || value > most) {
      throw new BadModel(
          "facts." + what + " is " + value + ", it must be " + least + " to " + most);
    }
  }
}
