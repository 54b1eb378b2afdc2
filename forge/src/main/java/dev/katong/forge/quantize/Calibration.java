package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.ModelSession;
import dev.katong.forge.onnx.ObservedNetwork;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.network.Engine;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The values of a network's tensors on photos. The network runs with those tensors as further
 * outputs, on pieces of photos, so that they fit into memory.
 */
final class Calibration {
  private final Map<String, ChannelValues> values = new HashMap<>();

  private Calibration() {}

  /**
   * Runs a network on photos.
   *
   * @param tensors of four axes, channels second, of floats
   * @param pieces of photos; continuous 8-bit BGR, of sides that the network takes
   * @param progress receives the share that is done
   */
  static Calibration of(
      ModelProto network, Set<String> tensors, List<Mat> pieces, DoubleConsumer progress) {
    Calibration calibration = new Calibration();
    OrtSession session = ModelSession.open(ObservedNetwork.at(network, tensors));
    try {
      for (int i = 0; i < pieces.size(); i++) {
        calibration.run(session, pieces.get(i), tensors);
        progress.accept((i + 1.0) / pieces.size());
      }
      return calibration;
    } catch (OrtException e) {
      throw new BadModel("the network fails on a photo: " + e.getMessage(), e);
    } finally {
      ModelSession.close(session);
    }
  }

  private void run(OrtSession session, Mat piece, Set<String> tensors) throws OrtException {
    ByteBuffer pixels = piece.data().limit(piece.total() * piece.elemSize()).asByteBuffer();
    long[] shape = {1, piece.rows(), piece.cols(), 3};
    try (OnnxTensor photo =
            OnnxTensor.createTensor(Engine.environment(), pixels, shape, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of(PixelEnds.PHOTO, photo), tensors)) {
      for (Map.Entry<String, OnnxValue> output : result) {
        count(output.getKey(), (OnnxTensor) output.getValue());
      }
    }
  }

  private void count(String name, OnnxTensor tensor) {
    long[] shape = tensor.getInfo().getShape();
    int channels = (int) shape[1];
    int plane = (int) (shape[2] * shape[3]);
    ChannelValues counted = values.computeIfAbsent(name, key -> new ChannelValues(channels));
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] data = new float[plane];
    for (int channel = 0; channel < channels; channel++) {
      buffer.get(data);
      counted.add(channel, data, 0, plane);
    }
  }

  /** The observed values of a tensor. */
  ChannelValues values(String tensor) {
    ChannelValues found = values.get(tensor);
    if (found == null) {
      throw new IllegalArgumentException(tensor + " was not observed");
    }
    return found;
  }
}
