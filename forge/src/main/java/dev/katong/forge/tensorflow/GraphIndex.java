package dev.katong.forge.tensorflow;

import dev.katong.KatongException.BadModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** The nodes of a TensorFlow graph by name, who consumes whom, and where the result is. */
final class GraphIndex {
  private static final Set<String> NOT_RESULTS =
      Set.of("NoOp", "Assert", "Const", "Placeholder", "PlaceholderWithDefault");

  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Map<String, Integer> consumers = new HashMap<>();
  private final String source;

  /**
   * Indexes a graph.
   *
   * @param source what errors call it
   */
  GraphIndex(GraphDef graph, String source) {
    this.source = source;
    for (NodeDef node : graph.getNodeList()) {
      if (nodes.put(node.getName(), node) != null) {
        throw new BadModel("%s holds two nodes '%s'".formatted(source, node.getName()));
      }
    }
    for (NodeDef node : nodes.values()) {
      for (String input : inputs(node)) {
        if (!nodes.containsKey(input)) {
          throw new BadModel(
              "%s is damaged: its node '%s' needs '%s', which is not there"
                  .formatted(source, node.getName(), input));
        }
        if (!node.getOp().equals("Assert")) {
          consumers.merge(input, 1, Integer::sum);
        }
      }
    }
  }

  NodeDef node(String name) {
    NodeDef node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(name);
    }
    return node;
  }

  /** The names of the nodes that give a node's inputs, without those that only control it. */
  List<String> inputs(NodeDef node) {
    return node.getInputList().stream()
        .filter(input -> !input.startsWith("^"))
        .map(input -> input.indexOf(':') < 0 ? input : input.substring(0, input.indexOf(':')))
        .toList();
  }

  /** The number of the output, among those of its node, that an input is. */
  int outputIndex(NodeDef node, int i) {
    String input = node.getInput(i);
    int colon = input.indexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(input.substring(colon + 1));
  }

  /** The number of inputs that a node's output feeds. */
  int consumers(String name) {
    return consumers.getOrDefault(name, 0);
  }

  /** The node behind others that only pass their input on. */
  NodeDef behindIdentity(String name) {
    NodeDef node = node(name);
    while (Operations.passesOn(node.getOp()) && !inputs(node).isEmpty()) {
      node = node(inputs(node).get(0));
    }
    return node;
  }

  /** A node by the name that a user gave, with or without the number of its output. */
  private NodeDef named(String name) {
    String plain = name.replaceFirst(":0$", "");
    NodeDef node = nodes.get(plain);
    if (node == null) {
      throw new BadModel("%s has no node '%s'".formatted(source, plain));
    }
    return node;
  }

  /**
   * The node that gives the graph's result: the named one, else the only one that no other takes
   * and that needs the picture.
   *
   * @param name null where none is named
   */
  NodeDef result(@Nullable String name) {
    if (name != null) {
      return named(name);
    }
    List<NodeDef> candidates =
        nodes.values().stream()
            .filter(node -> consumers(node.getName()) == 0 && !NOT_RESULTS.contains(node.getOp()))
            .filter(node -> needs(node).stream().anyMatch(n -> n.getOp().equals("Placeholder")))
            .toList();
    if (candidates.size() != 1) {
      throw new BadModel(
          candidates.isEmpty()
              ? source + " has no result that depends on a Placeholder; is it a frozen graph?"
              : "%s has %d results (%s); name the picture with --output"
                  .formatted(source, candidates.size(), names(candidates)));
    }
    return candidates.get(0);
  }

  /**
   * The node that stands for the picture: the named one, else the only Placeholder that the result
   * needs.
   *
   * @param name null where none is named
   */
  NodeDef picture(NodeDef result, @Nullable String name) {
    if (name != null) {
      return named(name);
    }
    List<NodeDef> placeholders =
        needs(result).stream().filter(node -> node.getOp().equals("Placeholder")).toList();
    if (placeholders.size() != 1) {
      throw new BadModel(
          "%s asks for %d inputs (%s); name the picture with --input, if it needs no other"
              .formatted(source, placeholders.size(), names(placeholders)));
    }
    return placeholders.get(0);
  }

  private static String names(List<NodeDef> nodes) {
    return String.join(", ", nodes.stream().map(node -> "'" + node.getName() + "'").toList());
  }

  /** All that a node needs and the node itself, inputs before those that use them. */
  List<NodeDef> needs(NodeDef result) {
    return needs(result, "");
  }

  /**
   * As the other, without what comes before a node.
   *
   * @param first the node's name
   */
  List<NodeDef> needs(NodeDef result, String first) {
    List<NodeDef> sorted = new ArrayList<>();
    Set<String> done = new HashSet<>();
    Set<String> open = new HashSet<>();
    Deque<NodeDef> path = new ArrayDeque<>(List.of(result));
    while (!path.isEmpty()) {
      NodeDef node = path.peek();
      String next = null;
      open.add(node.getName());
      for (String input : node.getName().equals(first) ? List.<String>of() : inputs(node)) {
        if (!done.contains(input)) {
          next = input;
          break;
        }
      }
      if (next == null) {
        path.pop();
        if (done.add(node.getName())) {
          sorted.add(node);
        }
      } else if (open.contains(next)) {
        throw new BadModel(
            "%s holds a loop through '%s'; loops cannot be imported".formatted(source, next));
      } else {
        path.push(node(next));
      }
    }
    return sorted;
  }
}
