package dev.katong.train.graph;

/** Computes a node's only output. */
@FunctionalInterface
interface Operator {
  Operand apply(Call call);
}
