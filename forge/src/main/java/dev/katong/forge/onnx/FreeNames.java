package dev.katong.forge.onnx;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Names that a graph does not have yet. */
public final class FreeNames {
  private final Set<String> taken = new HashSet<>();

  /** Names beside those that are taken. */
  public FreeNames(Collection<String> taken) {
    this.taken.addAll(taken);
  }

  /** Marks names as taken. */
  public void take(Collection<String> names) {
    taken.addAll(names);
  }

  /** The wanted name, or that with a number; it is taken by this. */
  public String of(String wanted) {
    String name = wanted;
    for (int i = 1; !taken.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }
}
