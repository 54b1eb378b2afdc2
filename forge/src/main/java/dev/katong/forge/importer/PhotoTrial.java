package dev.katong.forge.importer;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.katong.forge.Portrait;
import dev.katong.forge.onnx.ModelSession;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.image.Photo;
import dev.katong.image.PhotoSource;
import dev.katong.image.PictureSize;
import dev.katong.network.Engine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;

/** A network opened to see what it makes of a drawn portrait, whatever its outputs are. */
final class PhotoTrial implements AutoCloseable {
  /**
   * An output.
   *
   * @param type of its numbers
   * @param values its numbers; none where they are no numbers that a picture could be of
   */
  record Given(DataType type, long[] shape, float[] values) {}

  private final OrtSession session;

  /**
   * Opens a network that takes a picture's bytes.
   *
   * @throws dev.katong.KatongException.BadModel if ONNX Runtime refuses it
   */
  PhotoTrial(ModelProto model) {
    session = ModelSession.open(model);
  }

  /** The portrait's bytes {@code [height,width,3]}, BGR. */
  static byte[] portrait(PictureSize size) {
    try (PhotoSource source = PhotoSource.of(Portrait.jpeg(), "the drawn portrait");
        Photo photo = source.decodeAtLeast(size.shortSide());
        Mat fitted = size.fit(photo.mat());
        Mat packed = fitted.clone()) {
      byte[] bytes = new byte[Math.toIntExact(3 * size.pixels())];
      packed.data().get(bytes);
      return bytes;
    }
  }

  /**
   * Runs the network on the portrait.
   *
   * @return its outputs in their order
   * @throws OrtException if it does not run at that size
   */
  Map<String, Given> run(PictureSize size) throws OrtException {
    byte[] portrait = portrait(size);
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(portrait.length)
            .order(ByteOrder.nativeOrder())
            .put(portrait)
            .flip();
    long[] shape = {1, size.height(), size.width(), 3};
    Map<String, Given> given = new LinkedHashMap<>();
    try (OnnxTensor photo =
            OnnxTensor.createTensor(Engine.environment(), bytes, shape, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of(PixelEnds.PHOTO, photo))) {
      for (Map.Entry<String, OnnxValue> output : result) {
        if (output.getValue() instanceof OnnxTensor tensor) {
          given.put(output.getKey(), given(tensor));
        }
      }
    }
    return given;
  }

  private static Given given(OnnxTensor tensor) {
    long[] shape = tensor.getInfo().getShape();
    float[] values =
        switch (tensor.getInfo().type) {
          case FLOAT, FLOAT16 -> {
            FloatBuffer buffer = tensor.getFloatBuffer();
            float[] all = new float[buffer.remaining()];
            buffer.get(all);
            yield all;
          }
          case UINT8 -> {
            ByteBuffer buffer = tensor.getByteBuffer();
            float[] all = new float[buffer.remaining()];
            for (int i = 0; i < all.length; i++) {
              all[i] = buffer.get(i) & 0xff;
            }
            yield all;
          }
          case DOUBLE -> {
            double[] all = new double[tensor.getDoubleBuffer().remaining()];
            tensor.getDoubleBuffer().get(all);
            float[] floats = new float[all.length];
            for (int i = 0; i < all.length; i++) {
              floats[i] = (float) all[i];
            }
            yield floats;
          }
          default -> new float[0];
        };
    return new Given(type(tensor.getInfo().type), shape, values);
  }

  private static DataType type(OnnxJavaType type) {
    return switch (type) {
      case FLOAT -> DataType.FLOAT;
      case FLOAT16 -> DataType.FLOAT16;
      case DOUBLE -> DataType.DOUBLE;
      case UINT8 -> DataType.UINT8;
      default -> DataType.UNDEFINED;
    };
  }

  @Override
  public void close() {
    ModelSession.close(session);
  }
}
