package dev.katong.forge.prune.channel;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Map;
import java.util.Optional;

/** Operators that take only the lengths of a tensor. */
final class ShapeRules {
  private ShapeRules() {}

  static void register(Map<String, ChannelRule> rules) {
    rules.put("Shape", ShapeRules::shape);
  }

  /** The lengths of followed axes must not be used; those of others are the frame's. */
  private static void shape(Visit visit) {
    Axes input = visit.axes(0);
    for (int axis = 0; axis < input.rank(); axis++) {
      if (input.isFollowed(axis) && isUsed(visit, axis)) {
        visit.keep(input.at(axis), "computes with their number");
      }
    }
  }

  private static boolean isUsed(Visit visit, int axis) {
    long start = visit.integer("start", 0);
    long end = visit.integer("end", visit.axes(0).rank());
    int rank = visit.axes(0).rank();
    long first = start < 0 ? start + rank : start;
    long last = end < 0 ? end + rank : end;
    if (axis < first || axis >= last) {
      return false;
    }
    return isUsed(visit, visit.node().getOutput(0), axis - first, last - first);
  }

  private static boolean isUsed(Visit visit, String lengths, long at, long count) {
    return visit.consumers(lengths).stream()
        .anyMatch(
            consumer ->
                consumer.getOpType().equals("Cast")
                    ? isUsed(visit, consumer.getOutput(0), at, count)
                    : !avoids(visit, consumer, at, count));
  }

  /** True if a node picks lengths by constant numbers, and not this one. */
  private static boolean avoids(Visit visit, NodeProto consumer, long at, long count) {
    if (consumer.getOpType().equals("Gather")) {
      Optional<long[]> picked = visit.integers(consumer.getInput(1));
      return picked.isPresent() && none(picked.get(), at, count);
    }
    if (consumer.getOpType().equals("Slice") && consumer.getInputCount() >= 3) {
      Optional<long[]> from = visit.integers(consumer.getInput(1));
      Optional<long[]> to = visit.integers(consumer.getInput(2));
      return from.isPresent()
          && to.isPresent()
          && from.get().length == 1
          && consumer.getInputCount() <= 4
          && (at < counted(from.get()[0], count) || at >= counted(to.get()[0], count));
    }
    return false;
  }

  private static boolean none(long[] picked, long at, long count) {
    for (long position : picked) {
      if (counted(position, count) == at) {
        return false;
      }
    }
    return true;
  }

  private static long counted(long position, long count) {
    return position < 0 ? position + count : position;
  }
}
