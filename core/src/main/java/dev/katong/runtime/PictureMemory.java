package dev.katong.runtime;

import dev.katong.memory.MachineMemory;

/** The memory that pictures may take: the rest after the networks' budget, and half of the heap. */
final class PictureMemory implements AdmissionQueue.Capacity {
  private final DeviceSelection device;
  private final StyleCache cache;

  PictureMemory(DeviceSelection device, StyleCache cache) {
    this.device = device;
    this.cache = cache;
  }

  @Override
  public long shareBytes() {
    // A card's memory is its own.
    long networks = device.hasOwnMemory() ? 0 : Math.max(0, device.budget() - cache.bytes());
    return Math.max(0, MachineMemory.now().availableBytes() - networks);
  }

  @Override
  public long freeBytes() {
    return MachineMemory.now().availableBytes() + cache.bytes();
  }

  @Override
  public long heapBytes() {
    return Runtime.getRuntime().maxMemory() / 2;
  }
}
