package dev.katong.style;

import dev.katong.memory.MemoryModel;
import dev.katong.network.Precision;
import java.util.Optional;

/**
 * The manifest of a style and the memory of its networks, known without drawing; for one variant of
 * its networks.
 *
 * @param manifest with the variant's networks instead of the style's own
 * @param variant its name, or {@link StyleVariant#FULL}
 * @param precision of the networks' arithmetic
 * @param head empty where the style has none
 */
public record StyleNeeds(
    StyleManifest manifest,
    String variant,
    Precision precision,
    MemoryModel background,
    Optional<MemoryModel> head) {

  /** The memory of the loaded networks; one that draws frames and heads counts once. */
  public long fixedBytes() {
    long heads = manifest.hasOneNetwork() ? 0 : head.map(MemoryModel::fixedBytes).orElse(0L);
    return background.fixedBytes() + heads;
  }
}
