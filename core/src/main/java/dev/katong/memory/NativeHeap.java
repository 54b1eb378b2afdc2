package dev.katong.memory;

import org.bytedeco.javacpp.Pointer;

/** What malloc holds for this process outside the Java heap. */
public final class NativeHeap {
  private NativeHeap() {}

  /**
   * Gives back to the system what malloc keeps of freed memory, so that it is resident no longer.
   * glibc keeps what lies below a block in use, and blocks of up to 32 MB; elsewhere this does
   * nothing.
   *
   * @return whether anything was given back
   */
  public static boolean trim() {
    return Pointer.trimMemory();
  }
}
