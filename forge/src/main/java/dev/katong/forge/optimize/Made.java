package dev.katong.forge.optimize;

import ai.onnx.proto.OnnxMl.ModelProto;

/**
 * A network that was made smaller.
 *
 * @param subject the network that it was made of
 * @param network an ONNX file's bytes
 * @param pruned the share of its filters that was removed
 */
record Made(TargetNetwork subject, byte[] network, double pruned) {
  ModelProto model() {
    return TargetNetwork.parse(network, "smaller " + subject.name());
  }
}
