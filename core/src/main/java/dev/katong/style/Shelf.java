package dev.katong.style;

import dev.katong.NativeMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The loaded styles, each loaded at its first use. Safe for use by several threads. */
public final class Shelf implements AutoCloseable {
  private final StyleStore store;
  private final int threads;
  private final Map<String, Style> loaded = new LinkedHashMap<>();
  private boolean closed;

  /**
   * An empty shelf.
   *
   * @param store where styles come from
   * @param threads how many threads one run of a network may use, at least 1
   */
  public Shelf(StyleStore store, int threads) {
    this.store = store;
    this.threads = threads;
  }

  /**
   * The style, loaded if it is not yet; owned by the shelf.
   *
   * @param nameOrPath as {@link StyleStore#find} takes it
   */
  public synchronized Style get(String nameOrPath) {
    if (closed) {
      throw new IllegalStateException("the shelf is closed");
    }
    return loaded.computeIfAbsent(nameOrPath, key -> Style.load(store.find(key), threads));
  }

  @Override
  public synchronized void close() {
    closed = true;
    List<Style> owned = List.copyOf(loaded.values());
    loaded.clear();
    NativeMemory.release(owned);
  }
}
