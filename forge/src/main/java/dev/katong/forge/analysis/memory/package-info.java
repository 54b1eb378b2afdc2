/**
 * Measures what runs of a network take of the memory. Start with {@link
 * dev.katong.forge.analysis.memory.MemoryTrial}.
 */
@NullMarked
package dev.katong.forge.analysis.memory;

import org.jspecify.annotations.NullMarked;
