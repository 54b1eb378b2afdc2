/**
 * Memory: the machine's, the process's, and that of a network. Start with {@link
 * dev.katong.memory.MachineMemory} and {@link dev.katong.memory.MemoryModel}.
 */
@NullMarked
package dev.katong.memory;

import org.jspecify.annotations.NullMarked;
