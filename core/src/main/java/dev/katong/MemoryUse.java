package dev.katong;

import java.util.OptionalLong;

/**
 * The peak resident memory of the process while it draws a picture, minus that of the idle process
 * with the native libraries loaded and no style.
 *
 * @param predicted bytes, from the plan
 * @param measured bytes, by the kernel's count; empty where the platform does not tell. It is the
 *     process's: other pictures that are drawn meanwhile are in it
 */
public record MemoryUse(long predicted, OptionalLong measured) {}
