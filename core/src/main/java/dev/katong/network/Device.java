package dev.katong.network;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A device that runs networks: the processor, or a device that ONNX Runtime reaches through one of
 * its execution providers. {@link DeviceSearch} finds those that can be used here.
 *
 * @param number the index among devices of the kind, from 0
 */
public record Device(Kind kind, int number) {
  /** The processor. */
  public static final Device CPU = new Device(Kind.CPU, 0);

  private static final Pattern NUMBERED = Pattern.compile("([a-z]+):(\\d{1,3})");

  /** The kinds of devices, one for each execution provider. */
  public enum Kind {
    /** The processor. */
    CPU("the processor", false),
    /** NVIDIA's cards. */
    CUDA("CUDA", true),
    /** NVIDIA's cards, by engines that are compiled for each network first. */
    TENSORRT("TensorRT", true),
    /** Apple's processors with their graphics and neural units. */
    COREML("CoreML", false),
    /** Cards under Windows. */
    DIRECTML("DirectML", false);

    private final String title;
    private final boolean numbered;

    Kind(String title, boolean numbered) {
      this.title = title;
      this.numbered = numbered;
    }

    /** The kind's name in options, reports and measurements, such as {@code cuda}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The name that its maker gave it, for sentences. */
    public String title() {
      return title;
    }

    /** True for a card of NVIDIA, whose own memory can be read. */
    public boolean nvidia() {
      return this == CUDA || this == TENSORRT;
    }

    /**
     * True if half precision is best, for styles that have it. Processors have hardly any
     * instructions for it.
     */
    public boolean prefersHalf() {
      return this != CPU;
    }
  }

  public Device {
    if (number < 0 || number > 0 && !kind.numbered) {
      throw new IllegalArgumentException("there is no %s number %d".formatted(kind, number));
    }
  }

  /**
   * The device called {@code name}, in either case, such as {@code cuda:1}; empty for {@code auto}.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public static Optional<Device> chosen(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("auto")) {
      return Optional.empty();
    }
    Matcher numbered = NUMBERED.matcher(lower);
    boolean hasNumber = numbered.matches();
    String label = hasNumber ? numbered.group(1) : lower;
    int number = hasNumber ? Integer.parseInt(numbered.group(2)) : 0;
    return Optional.of(
        Arrays.stream(Kind.values())
            .filter(kind -> kind.label().equals(label) && (kind.numbered || !hasNumber))
            .map(kind -> new Device(kind, number))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'%s' is not one of auto, %s"
                            .formatted(name, String.join(", ", names())))));
  }

  private static List<String> names() {
    return Arrays.stream(Kind.values())
        .map(kind -> kind.label() + (kind.numbered ? "[:N]" : ""))
        .collect(Collectors.toList());
  }

  /** The device's name in reports and options: {@code cpu}, {@code cuda}, {@code cuda:1}. */
  public String label() {
    return number == 0 ? kind.label() : kind.label() + ":" + number;
  }

  /**
   * The arenas that a run can shrink, as ONNX Runtime's run settings name them. Only arenas may be
   * named; CoreML and DirectML have none of their own.
   */
  String arenas() {
    return kind.nvidia() ? "cpu:0;gpu:" + number : "cpu:0";
  }
}
