package dev.katong.forge.tensorflow.value;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** The output of a TensorFlow node: a tensor of the ONNX graph, or something known at import. */
public sealed interface Value permits Tensor, Known {

  /** The ONNX element type. */
  DataType type();

  /** The shape that TensorFlow sees. */
  List<Dim> shape();

  default int rank() {
    return shape().size();
  }
}
