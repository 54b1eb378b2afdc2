package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** What a TensorFlow node gives: a tensor of the ONNX graph, or something known at import. */
sealed interface Value permits Tensor, Known {

  /** The ONNX element type. */
  DataType type();

  /** The shape that TensorFlow sees. */
  List<Dim> shape();

  default int rank() {
    return shape().size();
  }
}
