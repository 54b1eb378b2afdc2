/**
 * How much memory there is, how much is used, and how much a network takes: start with {@link
 * dev.katong.memory.MachineMemory} and {@link dev.katong.memory.MemoryModel}.
 */
@NullMarked
package dev.katong.memory;

import org.jspecify.annotations.NullMarked;
