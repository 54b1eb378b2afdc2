package dev.katong.forge.tensorflow.value;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.List;

/**
 * Integers known at import, each a constant or a symbol: the content of a shape, of paddings, of a
 * permutation.
 *
 * @param type {@code INT64} for every width of TensorFlow's, {@code UINT8} or {@code BOOL}
 */
public record Integers(DataType type, List<Integer> dims, List<Dim> elements) implements Known {
  public Integers {
    dims = List.copyOf(dims);
    elements = List.copyOf(elements);
    if (Known.product(dims) != elements.size()) {
      throw new UnsupportedForm(
          "of shape " + Known.text(dims) + " with " + elements.size() + " values");
    }
  }

  public static Integers vector(List<Dim> elements) {
    return new Integers(DataType.INT64, List.of(elements.size()), elements);
  }

  @Override
  public int size() {
    return elements.size();
  }

  @Override
  public Integers take(List<Integer> dims, int[] places) {
    return new Integers(type, dims, Arrays.stream(places).mapToObj(elements::get).toList());
  }

  public boolean isConstant() {
    return elements.stream().allMatch(Dim::isConstant);
  }

  /** The elements of a constant. */
  public long[] constants() {
    return elements.stream().mapToLong(Dim::constant).toArray();
  }
}
