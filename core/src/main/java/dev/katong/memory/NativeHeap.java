package dev.katong.memory;

import org.bytedeco.javacpp.Pointer;

/** The memory that malloc holds for this process outside the Java heap. */
public final class NativeHeap {
  private NativeHeap() {}

  /**
   * Returns the freed memory that malloc keeps to the system, so that it is no longer resident.
   * glibc keeps what lies below a block in use, and blocks of up to 32 MB; elsewhere this does
   * nothing.
   *
   * @return true if memory was returned
   */
  public static boolean trim() {
    return Pointer.trimMemory();
  }
}
