package dev.katong.style;

import dev.katong.memory.MemoryModel;
import java.util.Optional;

/**
 * What a style says of itself and what its networks take, known without drawing.
 *
 * @param head empty where the style has none
 */
public record StyleNeeds(
    StyleManifest manifest, MemoryModel background, Optional<MemoryModel> head) {

  /** What both networks take once they are loaded. */
  public long fixedBytes() {
    return background.fixedBytes() + head.map(MemoryModel::fixedBytes).orElse(0L);
  }
}
