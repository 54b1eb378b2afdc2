package dev.katong.forge.prune.channel;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Constants of which some are needed in several versions. The first version of a constant keeps its
 * name, others get a number.
 */
final class Versions {
  private final Map<TensorProto, TensorProto> named = new LinkedHashMap<>();
  private final Set<String> given = new HashSet<>();
  private final Set<String> taken;

  /**
   * Creates versions without constants.
   *
   * @param taken all names of the graph
   */
  Versions(Set<String> taken) {
    this.taken = new HashSet<>(taken);
  }

  /** The name of a version; equal ones have the same. */
  String name(TensorProto constant) {
    return named
        .computeIfAbsent(constant, key -> key.toBuilder().setName(free(key.getName())).build())
        .getName();
  }

  private String free(String wanted) {
    String name = wanted;
    for (int i = 2; !(name.equals(wanted) ? given : taken).add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** All versions, in the order in which they were asked for. */
  Collection<TensorProto> all() {
    return named.values();
  }
}
