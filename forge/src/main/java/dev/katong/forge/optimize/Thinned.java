package dev.katong.forge.optimize;

import ai.onnx.proto.OnnxMl.ModelProto;

/**
 * A network on its way, before its precision changes.
 *
 * @param pruned the share of the filters that went, 0 to 1
 */
record Thinned(ModelProto model, double pruned) {}
