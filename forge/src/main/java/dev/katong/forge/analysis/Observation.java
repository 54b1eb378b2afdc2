package dev.katong.forge.analysis;

import ai.onnxruntime.OnnxJavaType;
import java.util.List;
import java.util.Optional;

/**
 * The probe's observation of a tensor.
 *
 * @param dims the length of each axis as it follows the frame
 * @param type the type of its elements
 * @param numbers its values, where it is small
 */
record Observation(List<Amount> dims, OnnxJavaType type, Optional<Numbers> numbers) {
  Observation {
    dims = List.copyOf(dims);
  }

  /** True if every length and product of lengths could be fitted. */
  boolean isRegular() {
    return dims.stream().allMatch(Amount::regular);
  }

  /** The number of axes that grow with the frame's height, or with its width. */
  int degree(boolean height) {
    return (int)
        dims.stream()
            .filter(
                length ->
                    length.perCell() != 0 || (height ? length.perRow() : length.perColumn()) != 0)
            .count();
  }

  /** Bytes of one element, as its type has it. */
  int elementBytes() {
    return switch (type) {
      case FLOAT16, BFLOAT16 -> 2;
      case DOUBLE -> 8;
      default -> elementBytes(4);
    };
  }

  /** Bytes of one element; a floating point number has the given size. */
  int elementBytes(int floatBytes) {
    return switch (type) {
      case FLOAT, FLOAT16, BFLOAT16, DOUBLE -> floatBytes;
      case INT64 -> 8;
      case INT32 -> 4;
      case INT16 -> 2;
      default -> 1;
    };
  }
}
