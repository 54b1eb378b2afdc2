package dev.katong.forge.analysis;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.ModelSession;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.network.Engine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A finished network opened in ONNX Runtime, run on frames of bytes, with silent failures. */
final class ProbeSession implements AutoCloseable {
  /** An output of a run: its shape, its type and, where it is small, its values. */
  record Seen(long[] shape, OnnxJavaType type, Optional<double[]> values) {}

  private final OrtEnvironment environment = Engine.environment();
  private final OrtSession session;

  /**
   * Opens a network.
   *
   * @throws BadModel if ONNX Runtime refuses it
   */
  ProbeSession(ModelProto model) {
    session = ModelSession.open(model);
  }

  /**
   * Runs the network on a grey frame.
   *
   * @return all outputs that are tensors
   */
  Map<String, Seen> run(int height, int width) throws OrtException {
    Map<String, Seen> outputs = new LinkedHashMap<>();
    byte[] grey = new byte[height * width * 3];
    Arrays.fill(grey, (byte) 128);
    try (OnnxTensor photo = tensor(grey, height, width);
        OrtSession.Result result = session.run(Map.of(PixelEnds.PHOTO, photo))) {
      for (Map.Entry<String, OnnxValue> output : result) {
        if (output.getValue() instanceof OnnxTensor tensor) {
          outputs.put(output.getKey(), seen(tensor));
        }
      }
      // An input may be an output only through a node, so it is not among them.
      outputs.put(
          PixelEnds.PHOTO,
          new Seen(new long[] {1, height, width, 3}, OnnxJavaType.UINT8, Optional.empty()));
    }
    return outputs;
  }

  /**
   * Runs the network on a frame.
   *
   * @param frame bytes {@code [height,width,3]}
   * @return the picture's bytes, of the same shape
   */
  byte[] picture(byte[] frame, int height, int width) throws OrtException {
    try (OnnxTensor photo = tensor(frame, height, width);
        OrtSession.Result result = session.run(Map.of(PixelEnds.PHOTO, photo))) {
      ByteBuffer out = ((OnnxTensor) result.get(0)).getByteBuffer();
      byte[] bytes = new byte[out.remaining()];
      out.get(bytes);
      return bytes;
    }
  }

  private OnnxTensor tensor(byte[] frame, int height, int width) throws OrtException {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(frame.length).order(ByteOrder.nativeOrder()).put(frame).flip();
    return OnnxTensor.createTensor(
        environment, bytes, new long[] {1, height, width, 3}, OnnxJavaType.UINT8);
  }

  private static Seen seen(OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    long[] shape = info.getShape();
    boolean isSmall = shape.length == 0 || (shape.length == 1 && shape[0] <= Numbers.MOST);
    return new Seen(shape, info.type, isSmall ? values(tensor, info.type) : Optional.empty());
  }

  private static Optional<double[]> values(OnnxTensor tensor, OnnxJavaType type) {
    long size = tensor.getInfo().getNumElements();
    if (size == 0) {
      return Optional.of(new double[0]);
    }
    @Nullable IntToDoubleFunction value =
        switch (type) {
          case INT64 -> tensor.getLongBuffer()::get;
          case INT32 -> tensor.getIntBuffer()::get;
          case FLOAT -> tensor.getFloatBuffer()::get;
          case DOUBLE -> tensor.getDoubleBuffer()::get;
          default -> null;
        };
    if (value == null) {
      return Optional.empty();
    }
    return Optional.of(IntStream.range(0, (int) size).mapToDouble(value).toArray());
  }

  @Override
  public void close() {
    ModelSession.close(session);
  }
}
