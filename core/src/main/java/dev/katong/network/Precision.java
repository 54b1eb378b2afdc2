package dev.katong.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How many bytes a network's floating point numbers take. */
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

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** The precision's name in reports and in {@code style.json}, such as {@code fp32}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
