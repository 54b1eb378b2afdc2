package dev.katong.forge.tensorflow.value;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** A constant tensor of floats; half and double precision are held as float too. */
public record Floats(List<Integer> dims, float[] data) implements Known {
  public Floats {
    dims = List.copyOf(dims);
    if (Known.product(dims) != data.length) {
      throw new UnsupportedForm(
          "of shape " + Known.text(dims) + " with " + data.length + " values");
    }
  }

  public static Floats scalar(float value) {
    return new Floats(List.of(), new float[] {value});
  }

  @Override
  public DataType type() {
    return DataType.FLOAT;
  }

  @Override
  public int size() {
    return data.length;
  }

  @Override
  public Floats take(List<Integer> dims, int[] places) {
    float[] taken = new float[places.length];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = data[places[i]];
    }
    return new Floats(dims, taken);
  }
}
