package dev.katong.forge.analysis;

/** How many bytes a network's floating point numbers take. */
public enum Precision {
  FP32(4),
  FP16(2),
  INT8(1);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }
}
