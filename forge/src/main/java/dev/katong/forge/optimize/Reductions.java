package dev.katong.forge.optimize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongHome;
import dev.katong.network.Precision;
import java.nio.file.Path;
import java.util.List;

/** The ways in which networks become smaller. */
class Reductions {
  private final KatongHome home;
  private final OptimizeListener listener;

  Reductions(KatongHome home, OptimizeListener listener) {
    this.home = home;
    this.listener = listener;
  }

  /** A network with fewer channels, trained where a trainer is at hand. */
  ModelProto prune(
      String style, Subject subject, Recipe recipe, List<Path> photos, OptimizeSettings settings) {
    throw new UnsupportedOperationException("TODO");
  }

  /** A network that computes with another precision, fitted to the machine. */
  ModelProto convert(Subject subject, ModelProto network, Precision precision) {
    throw new UnsupportedOperationException("TODO");
  }

  /** Deletes what a training that is over has left on the disk. */
  void forget(String style, Recipe recipe) {}
}
