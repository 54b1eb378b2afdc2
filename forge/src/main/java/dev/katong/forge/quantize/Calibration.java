package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.ModelSession;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.network.Engine;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * What values the tensors of a network take on photos. The network runs with those tensors as
 * further outputs, on pieces of the photos, so that its memory stays bounded whatever their size.
 */
final class Calibration {
  /** The sides of a piece in pixels, at most; all tensors of DCT-Net are 170 MB of it. */
  private static final int PIECE = 352;

  private final Map<String, ChannelValues> values = new HashMap<>();

  private final Map<String, Double> rowsPerPixel = new HashMap<>();

  private Calibration() {}

  /**
   * Runs a network on photos.
   *
   * @param tensors of four axes, channels second, of floats
   * @param photos 8-bit BGR, of sides that the network takes
   * @param multipleOf of what the sides of a piece are multiples, in pixels
   * @param progress told of the share that is done
   */
  static Calibration of(
      ModelProto network,
      Set<String> tensors,
      List<Mat> photos,
      int multipleOf,
      DoubleConsumer progress) {
    Calibration calibration = new Calibration();
    OrtSession session = ModelSession.open(withOutputs(network, tensors));
    try {
      for (int i = 0; i < photos.size(); i++) {
        for (Rect piece : pieces(photos.get(i), multipleOf)) {
          try (piece;
              Mat part = new Mat(photos.get(i), piece);
              Mat packed = part.clone()) {
            calibration.run(session, packed, tensors);
          }
        }
        progress.accept((i + 1.0) / photos.size());
      }
      return calibration;
    } catch (OrtException e) {
      throw new BadModel("the network fails on a photo: " + e.getMessage(), e);
    } finally {
      ModelSession.close(session);
    }
  }

  private static ModelProto withOutputs(ModelProto network, Set<String> tensors) {
    ModelProto.Builder observed = network.toBuilder();
    tensors.forEach(tensor -> observed.getGraphBuilder().addOutputBuilder().setName(tensor));
    return observed.build();
  }

  /** Pieces that cover a photo without overlap. */
  private static List<Rect> pieces(Mat photo, int multipleOf) {
    int side = Math.max(PIECE / multipleOf, 1) * multipleOf;
    List<Rect> pieces = new ArrayList<>();
    for (int y = 0; y < photo.rows(); y += side) {
      for (int x = 0; x < photo.cols(); x += side) {
        pieces.add(
            new Rect(x, y, Math.min(side, photo.cols() - x), Math.min(side, photo.rows() - y)));
      }
    }
    return pieces;
  }

  private void run(OrtSession session, Mat piece, Set<String> tensors) throws OrtException {
    ByteBuffer pixels = piece.data().limit(piece.total() * piece.elemSize()).asByteBuffer();
    long[] shape = {1, piece.rows(), piece.cols(), 3};
    try (OnnxTensor photo =
            OnnxTensor.createTensor(
                Engine.environment(), pixels, shape, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of(PixelEnds.PHOTO, photo), tensors)) {
      for (Map.Entry<String, OnnxValue> output : result) {
        count(output.getKey(), (OnnxTensor) output.getValue(), piece.rows());
      }
    }
  }

  private void count(String name, OnnxTensor tensor, int rows) {
    long[] shape = tensor.getInfo().getShape();
    rowsPerPixel.put(name, (double) shape[2] / rows);
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

  /** What values a tensor took. */
  ChannelValues values(String tensor) {
    ChannelValues found = values.get(tensor);
    if (found == null) {
      throw new IllegalArgumentException(tensor + " was not observed");
    }
    return found;
  }

  /** How many rows a tensor has by row of the photo. */
  double rowsPerPixel(String tensor) {
    return java.util.Objects.requireNonNull(rowsPerPixel.get(tensor), tensor);
  }
}
