package dev.katong.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class NativeHeapTest {
  /** Below 128 KB malloc never asks the system for a block of its own. */
  private static final int BLOCK = 100_000;

  private static final int BLOCKS = 1_000;

  @Test
  void trim_memoryFreedBelowABlockInUse_isResidentNoLonger() {
    List<BytePointer> blocks = new ArrayList<>();
    for (int i = 0; i < BLOCKS; i++) {
      blocks.add(filled());
    }
    try (BytePointer inUse = filled()) {
      blocks.forEach(Pointer::close);
      long kept = resident();

      boolean trimmed = NativeHeap.trim();

      // With musl there is nothing to trim.
      assumeThat(trimmed).isTrue();
      assertThat(resident()).isLessThan(kept - BLOCKS * (long) BLOCK / 2);
      assertThat(inUse.get(BLOCK - 1)).isEqualTo((byte) 1);
    }
  }

  private static BytePointer filled() {
    BytePointer block = new BytePointer(BLOCK);
    Pointer.memset(block, 1, BLOCK);
    return block;
  }

  private static long resident() {
    return ResidentMemory.now().orElseThrow();
  }
}
