package dev.katong.runtime;

import java.time.Duration;

/**
 * A style on the {@link StyleCache}.
 *
 * @param style its name
 * @param variant the variant of its networks
 * @param bytes what it takes; 0 while it is being loaded for the first time
 * @param users how many pictures use it now
 * @param idle how long nobody has used it
 */
public record LoadedStyle(String style, String variant, long bytes, int users, Duration idle) {}
