package dev.katong.train.graph;

/** Computes a node's only output. */
@FunctionalInterface
interface Operator {
  Value apply(Call call);
}
