package dev.katong.forge.analysis;

import dev.katong.network.Tiling;

/**
 * A node of a network because of which tiles cannot give the full frame's pixels exactly.
 *
 * @param node its name, or that of its output where it has none
 * @param operator its operator, such as {@code InstanceNormalization}; empty for the experiment
 * @param reason the way in which it uses the frame
 * @param allows the best tiling with it: {@link Tiling#BLENDED} or {@link Tiling#WHOLE}
 */
public record FrameOperation(String node, String operator, String reason, Tiling allows) {
  @Override
  public String toString() {
    return operator.isEmpty()
        ? node + ": " + reason
        : "%s (%s): %s".formatted(node, operator, reason);
  }
}
