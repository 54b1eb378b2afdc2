package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/**
 * The tensor in which a network takes or gives a picture.
 *
 * @param type of its numbers: {@code FLOAT}, {@code FLOAT16}, {@code DOUBLE} or {@code UINT8}
 * @param colours 3, 1 for grey, or 4 with transparency
 * @param hasPictures true if an axis counts pictures, before all others
 */
public record PictureTensor(DataType type, int colours, boolean hasPictures) {
  /** Three colours and an axis of pictures. */
  public static PictureTensor of(DataType type) {
    return new PictureTensor(type, 3, true);
  }

  public PictureTensor {
    if (colours != 1 && colours != 3 && colours != 4) {
      throw new IllegalArgumentException("a picture has 1, 3 or 4 colours, not " + colours);
    }
  }

  /** True if its numbers are whole, 0 to 255. */
  public boolean isBytes() {
    return type == DataType.UINT8;
  }

  /** True if a picture can be in numbers of a type. */
  public static boolean allows(DataType type) {
    return type == DataType.FLOAT
        || type == DataType.FLOAT16
        || type == DataType.DOUBLE
        || type == DataType.UINT8;
  }
}
