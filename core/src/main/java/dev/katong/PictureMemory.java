package dev.katong;

import dev.katong.memory.MachineMemory;
import dev.katong.style.Shelf;

/** The memory that pictures may take: what the networks' budget leaves, and half of the heap. */
final class PictureMemory implements AdmissionQueue.Capacity {
  private final Workplace workplace;
  private final Shelf shelf;

  PictureMemory(Workplace workplace, Shelf shelf) {
    this.workplace = workplace;
    this.shelf = shelf;
  }

  @Override
  public long shareBytes() {
    // A card's memory is its own.
    long networks = workplace.apart() ? 0 : Math.max(0, workplace.budget() - shelf.bytes());
    return Math.max(0, MachineMemory.now().availableBytes() - networks);
  }

  @Override
  public long freeBytes() {
    return MachineMemory.now().availableBytes() + shelf.bytes();
  }

  @Override
  public long heapBytes() {
    return Runtime.getRuntime().maxMemory() / 2;
  }
}
