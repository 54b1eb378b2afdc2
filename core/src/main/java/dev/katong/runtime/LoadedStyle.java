package dev.katong.runtime;

import java.time.Duration;

/**
 * A style on the {@link StyleCache}.
 *
 * @param style its name
 * @param variant the variant of its networks
 * @param bytes its memory; 0 while it is being loaded for the first time
 * @param users the number of pictures that use it now
 * @param idle the time since its last use
 */
public record LoadedStyle(String style, String variant, long bytes, int users, Duration idle) {}
