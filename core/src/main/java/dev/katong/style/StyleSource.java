package dev.katong.style;

import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import dev.katong.KatongException.NoSuchStyle;
import dev.katong.image.io.ProcessLock;
import dev.katong.network.Precision;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The styles of a store, with variants in half precision that are made at their first use. They are
 * kept in the style's folder; in memory where that is not possible: for a pack outside of the
 * store, or on a disk that cannot be written. Safe for use by several threads and processes.
 */
public final class StyleSource {
  /** One thread of this process makes variants at a time; a file lock is for other processes. */
  private static final Object MAKING = new Object();

  private final StyleStore store;
  private final Optional<VariantMaker> maker;
  private final Map<String, InMemory> inMemory = new ConcurrentHashMap<>();

  /**
   * A style in half precision that is not on the disk.
   *
   * @param own the style on the disk; for another one a variant is made again
   * @param made the style with the variant; null if it needs none
   */
  private record InMemory(StyleManifest own, @Nullable StylePack made) {}

  /**
   * Creates a source.
   *
   * @param maker makes the variants; without one, styles have those that they came with
   */
  public StyleSource(StyleStore store, Optional<VariantMaker> maker) {
    this.store = store;
    this.maker = maker;
  }

  /**
   * The manifest of a style, with the variants that were made.
   *
   * @param nameOrPath as {@link StyleStore#find} takes it
   */
  public StyleManifest manifest(String nameOrPath) {
    StyleManifest own = store.manifest(nameOrPath);
    return inMemory(nameOrPath, own).map(StylePack::manifest).orElse(own);
  }

  /**
   * A style, with the variants that were made.
   *
   * @param nameOrPath as {@link StyleStore#find} takes it
   */
  public StylePack find(String nameOrPath) {
    StylePack own = store.find(nameOrPath);
    return inMemory(nameOrPath, own.manifest()).orElse(own);
  }

  private Optional<StylePack> inMemory(String nameOrPath, StyleManifest own) {
    return Optional.ofNullable(inMemory.get(nameOrPath))
        .filter(known -> known.own().equals(own))
        .map(InMemory::made);
  }

  /**
   * The manifest of a style that can draw in half precision, if a maker is there; a variant is made
   * if the style lacks one.
   *
   * @param nameOrPath as {@link StyleStore#find} takes it
   * @return empty if half precision would be a copy of the style's own networks
   * @throws NoSuchStyle if there is no such style
   * @throws BadModel if a network is damaged
   */
  public Optional<StyleManifest> halved(String nameOrPath) {
    if (maker.isEmpty()) {
      return Optional.of(manifest(nameOrPath));
    }
    synchronized (MAKING) {
      Optional<StyleManifest> known = known(nameOrPath);
      if (known.isPresent()) {
        return known.filter(StyleSource::drawsInHalf);
      }
      if (store.isImported(nameOrPath)) {
        try (ProcessLock unused = lock()) {
          // Another process may have made it meanwhile.
          known = known(nameOrPath);
          return known.isPresent() ? known : make(nameOrPath, maker.get());
        }
      }
      return make(nameOrPath, maker.get());
    }
  }

  /** The manifest if nothing is to be made. */
  private Optional<StyleManifest> known(String nameOrPath) {
    StyleManifest own = store.manifest(nameOrPath);
    InMemory known = inMemory.get(nameOrPath);
    if (known != null && known.own().equals(own)) {
      StylePack made = known.made();
      return Optional.of(made == null ? own : made.manifest());
    }
    return Optional.of(own).filter(StyleSource::drawsInHalf);
  }

  private static boolean drawsInHalf(StyleManifest style) {
    return style.precision() == Precision.FP16
        || style.variants().stream()
            .anyMatch(variant -> variant.precision() == Precision.FP16 && variant.pruned() == 0);
  }

  private Optional<StyleManifest> make(String nameOrPath, VariantMaker half) {
    StylePack own = store.find(nameOrPath);
    Optional<StylePack> made = half.halved(own);
    if (made.isEmpty() || !written(nameOrPath, made.get())) {
      inMemory.put(nameOrPath, new InMemory(own.manifest(), made.orElse(null)));
    }
    return made.map(StylePack::manifest);
  }

  private boolean written(String nameOrPath, StylePack made) {
    if (!store.isImported(nameOrPath)) {
      return false;
    }
    try {
      store.addFiles(nameOrPath, made);
      return true;
    } catch (BadOutput e) {
      return false;
    }
  }

  /** Waits for other processes that make variants; null where the lock cannot be written. */
  private @Nullable ProcessLock lock() {
    try {
      return ProcessLock.await(store.lockFile()).orElse(null);
    } catch (IOException e) {
      return null;
    }
  }
}
