package dev.katong.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Optional;

/** The precision of a network's arithmetic, with the bytes of one number. */
public enum Precision {
  @JsonProperty("fp32")
  FP32(4),
  @JsonProperty("fp16")
  FP16(2),
  @JsonProperty("int8")
  INT8(1);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /**
   * The precision called {@code name}, in either case; empty for {@code auto}.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public static Optional<Precision> chosen(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("auto")) {
      return Optional.empty();
    }
    for (Precision precision : values()) {
      if (precision.label().equals(lower)) {
        return Optional.of(precision);
      }
    }
    throw new IllegalArgumentException("'" + name + "' is not one of auto, fp32, fp16, int8");
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** The precision's name in reports and in {@code style.json}, such as {@code fp32}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
