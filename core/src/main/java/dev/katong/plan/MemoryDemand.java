package dev.katong.plan;

/**
 * The peak memory of one picture, for its admission.
 *
 * @param nativeBytes outside the Java heap
 * @param heapBytes in the Java heap
 * @param alone true if no other picture may be in work meanwhile
 */
public record MemoryDemand(long nativeBytes, long heapBytes, boolean alone) {
  /** A slot and no memory. */
  public static final MemoryDemand NONE = new MemoryDemand(0, 0, false);
}
