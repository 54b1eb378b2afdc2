package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** TensorFlow and ONNX Runtime, each running the same network. */
final class Rivals {
  /** Values with their shape; bytes are held as 0 to 255. */
  record Array(float[] values, long... shape) {
    static Array ofBytes(byte[] bytes, long... shape) {
      float[] values = new float[bytes.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes[i] & 0xff;
      }
      return new Array(values, shape);
    }

    byte[] bytes() {
      byte[] bytes = new byte[values.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (int) values[i];
      }
      return bytes;
    }

    /** One element of the first axis, which is kept with length 1 or dropped. */
    Array part(int i, boolean keepsAxis) {
      int size = values.length / (int) shape[0];
      long[] rest = Arrays.copyOfRange(shape, 1, shape.length);
      long[] kept = shape.clone();
      kept[0] = 1;
      return new Array(
          Arrays.copyOfRange(values, i * size, (i + 1) * size), keepsAxis ? kept : rest);
    }
  }

  private Rivals() {}

  /** A graph in TensorFlow; closed by its user. */
  static final class TensorFlow implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session;
    private final String input;
    private final String output;

    TensorFlow(GraphDef definition) {
      graph.importGraphDef(definition);
      // Its graph optimiser is left out: it turns max(1.5·x, x) into a leaky ReLU, which is wrong.
      RewriterConfig rewriting = RewriterConfig.newBuilder().setDisableMetaOptimizer(true).build();
      session =
          new Session(
              graph,
              ConfigProto.newBuilder()
                  .setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(rewriting))
                  .build());
      GraphIndex index = new GraphIndex(definition, "test");
      output = index.result(null).getName();
      input = index.picture(index.result(null), null).getName();
    }

    Array run(Array picture) {
      try (Tensor in =
              TFloat32.tensorOf(Shape.of(picture.shape()), DataBuffers.of(picture.values()));
          Result result = session.runner().feed(input, in).fetch(output).run()) {
        Tensor out = result.get(0);
        long[] shape = out.shape().asArray();
        if (out instanceof TUint8 bytes) {
          byte[] values = new byte[(int) bytes.size()];
          bytes.copyTo(DataBuffers.of(values, false, false));
          return Array.ofBytes(values, shape);
        }
        float[] values = new float[(int) out.shape().size()];
        ((TFloat32) out).copyTo(DataBuffers.of(values, false, false));
        return new Array(values, shape);
      }
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  /** A network in ONNX Runtime; closed by its user. */
  static final class Onnx implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    Onnx(ModelProto model) {
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        session = environment.createSession(model.toByteArray(), options);
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    Array floats(Array picture) {
      return run(picture, false);
    }

    Array pixels(Array picture) {
      return run(picture, true);
    }

    private Array run(Array picture, boolean bytes) {
      try (OnnxTensor in = bytes ? bytes(picture) : floatTensor(picture);
          OrtSession.Result result = session.run(Map.of("photo", in))) {
        OnnxTensor out = (OnnxTensor) result.get(0);
        long[] shape = out.getInfo().getShape();
        if (out.getInfo().type == OnnxJavaType.FLOAT) {
          FloatBuffer buffer = out.getFloatBuffer();
          float[] values = new float[buffer.remaining()];
          buffer.get(values);
          return new Array(values, shape);
        }
        byte[] values = new byte[out.getByteBuffer().remaining()];
        out.getByteBuffer().get(values);
        return Array.ofBytes(values, shape);
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    private OnnxTensor floatTensor(Array picture) throws OrtException {
      return OnnxTensor.createTensor(
          environment, FloatBuffer.wrap(picture.values()), picture.shape());
    }

    private OnnxTensor bytes(Array picture) throws OrtException {
      ByteBuffer buffer =
          ByteBuffer.allocateDirect(picture.values().length).order(ByteOrder.nativeOrder());
      buffer.put(picture.bytes()).flip();
      return OnnxTensor.createTensor(environment, buffer, picture.shape(), OnnxJavaType.UINT8);
    }

    @Override
    public void close() {
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
