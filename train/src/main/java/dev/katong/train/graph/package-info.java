/**
 * ONNX graphs that PyTorch runs and trains: start with {@link
 * dev.katong.train.graph.TrainableNetwork}.
 */
@NullMarked
package dev.katong.train.graph;

import org.jspecify.annotations.NullMarked;
