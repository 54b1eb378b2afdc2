package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.katong.KatongException.BadModel;
import dev.katong.network.Engine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * A network opened in ONNX Runtime to see what it does with a picture of random noise. Failed runs
 * are expected here, so the engine's own log stays silent.
 */
public final class TrialRun implements AutoCloseable {
  /** The result of a run: bytes, by the shape of the first output. */
  public record Picture(byte[] bytes, long... shape) {}

  private final OrtEnvironment environment = Engine.environment();
  private final OrtSession session;

  /**
   * Opens a network.
   *
   * @throws BadModel if ONNX Runtime refuses it
   */
  public TrialRun(ModelProto model) {
    session = ModelSession.open(model);
  }

  /**
   * Runs a finished network on noise.
   *
   * @return its output, uint8
   * @throws OrtException if the network does not run at that size
   */
  public Picture picture(int pictures, int height, int width) throws OrtException {
    ByteBuffer noise = noise(pictures * height * width * 3);
    long[] shape = {pictures, height, width, 3};
    try (OnnxTensor photo = OnnxTensor.createTensor(environment, noise, shape, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of(PixelEnds.PHOTO, photo))) {
      OnnxTensor cartoon = (OnnxTensor) result.get(0);
      ByteBuffer out = cartoon.getByteBuffer();
      byte[] bytes = new byte[out.remaining()];
      out.get(bytes);
      return new Picture(bytes, cartoon.getInfo().getShape());
    }
  }

  /**
   * Runs any network of one input on noise.
   *
   * @param shape the input's shape
   * @return the shapes of all outputs that are tensors
   * @throws OrtException if the network does not run so
   */
  Map<String, long[]> shapes(String input, boolean bytes, long... shape) throws OrtException {
    int size = 1;
    for (long dim : shape) {
      size = Math.multiplyExact(size, Math.toIntExact(dim));
    }
    Map<String, long[]> shapes = new LinkedHashMap<>();
    try (OnnxTensor tensor = tensor(bytes, size, shape);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      for (Map.Entry<String, OnnxValue> output : result) {
        if (output.getValue().getInfo() instanceof TensorInfo info) {
          shapes.put(output.getKey(), info.getShape());
        }
      }
    }
    return shapes;
  }

  private OnnxTensor tensor(boolean bytes, int size, long... shape) throws OrtException {
    if (bytes) {
      return OnnxTensor.createTensor(environment, noise(size), shape, OnnxJavaType.UINT8);
    }
    ByteBuffer zeros = ByteBuffer.allocateDirect(4 * size).order(ByteOrder.nativeOrder());
    return OnnxTensor.createTensor(environment, zeros.asFloatBuffer(), shape);
  }

  /** Always the same noise, of which the beginning is that of a shorter one. */
  private static ByteBuffer noise(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder()).put(bytes).flip();
  }

  @Override
  public void close() {
    ModelSession.close(session);
  }
}
