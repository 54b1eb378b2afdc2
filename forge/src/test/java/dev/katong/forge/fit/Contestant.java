package dev.katong.forge.fit;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.network.Engine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** One engine with one network, ready to draw one picture again and again. */
interface Contestant {
  /** Draws the picture; what is drawn is dropped. */
  void draw() throws OrtException;

  /** Frees all native memory. */
  void close() throws OrtException;

  /**
   * A network in ONNX Runtime, with the session settings of the product.
   *
   * @param network uint8 {@code [N,H,W,3]} in and out
   * @param photo bytes {@code [side,side,3]}
   */
  static Contestant onnx(byte[] network, byte[] photo, int side, int threads) throws OrtException {
    OrtEnvironment environment = Engine.environment();
    OrtSession session;
    try (OrtSession.SessionOptions options = Engine.sessionOptions(threads)) {
      session = environment.createSession(network, options);
    }
    long[] shape = {1, side, side, 3};
    OnnxTensor in = OnnxTensor.createTensor(environment, direct(photo), shape, OnnxJavaType.UINT8);
    OnnxTensor out =
        OnnxTensor.createTensor(
            environment, direct(new byte[photo.length]), shape, OnnxJavaType.UINT8);
    String result = session.getOutputNames().iterator().next();
    return new Contestant() {
      @Override
      public void draw() throws OrtException {
        session.run(Map.of(PixelEnds.PHOTO, in), Set.of(), Map.of(result, out)).close();
      }

      @Override
      public void close() throws OrtException {
        out.close();
        in.close();
        session.close();
      }
    };
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder()).put(bytes).flip();
  }

  /**
   * DCT-Net's frozen graph in TensorFlow, as it is by default.
   *
   * @param photo bytes {@code [side,side,3]}
   */
  static Contestant tensorFlow(Path frozen, byte[] photo, int side, int threads)
      throws IOException {
    Graph graph = new Graph();
    graph.importGraphDef(GraphDef.parseFrom(Files.readAllBytes(frozen)));
    ConfigProto settings =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(1)
            .build();
    Session session = new Session(graph, settings);
    float[] values = new float[photo.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = photo[i] & 0xff;
    }
    TFloat32 in = TFloat32.tensorOf(Shape.of(side, side, 3), DataBuffers.of(values));
    return new Contestant() {
      @Override
      public void draw() {
        session.runner().feed("input_image", in).fetch("output_image").run().close();
      }

      @Override
      public void close() {
        in.close();
        session.close();
        graph.close();
      }
    };
  }
}
