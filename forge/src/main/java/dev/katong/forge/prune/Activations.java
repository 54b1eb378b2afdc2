package dev.katong.forge.prune;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Statistics of a network's tensors while it draws photos: means and covariances of their channels,
 * over pixels picked at random.
 */
final class Activations {
  /** Pixels of each tensor and photo. */
  private static final int PIXELS = 2048;

  private static final long SEED = 20261122;

  private Activations() {}

  /**
   * Draws photos, one after the other.
   *
   * @param model a finished network: uint8 {@code [N,H,W,3]} in
   * @param tensors of floats {@code [N,C,H,W]}
   * @param photos 8-bit BGR, of sides that the network takes; at least one
   * @return by tensor
   * @throws BadModel if the network does not draw them, or a tensor is of another kind
   */
  static Map<String, Moments> of(ModelProto model, Set<String> tensors, List<Mat> photos) {
    Map<String, Moments.Sum> sums = new LinkedHashMap<>();
    Random random = new Random(SEED);
    OrtSession session = ModelSession.open(ObservedNetwork.at(model, tensors));
    try {
      for (Mat photo : photos) {
        draw(session, photo, tensors, sums, random);
      }
    } catch (OrtException e) {
      throw new BadModel("the network does not draw a photo: " + e.getMessage(), e);
    } finally {
      ModelSession.close(session);
    }
    Map<String, Moments> moments = new HashMap<>();
    sums.forEach((tensor, sum) -> moments.put(tensor, sum.moments()));
    return moments;
  }

  private static void draw(
      OrtSession session,
      Mat photo,
      Set<String> tensors,
      Map<String, Moments.Sum> sums,
      Random random)
      throws OrtException {
    try (Mat packed = photo.clone()) {
      ByteBuffer bytes = packed.data().limit(packed.total() * 3).asByteBuffer();
      long[] shape = {1, packed.rows(), packed.cols(), 3};
      try (OnnxTensor input =
              OnnxTensor.createTensor(Engine.environment(), bytes, shape, OnnxJavaType.UINT8);
          OrtSession.Result result = session.run(Map.of(PixelEnds.PHOTO, input), tensors)) {
        for (String tensor : tensors) {
          if (!(result.get(tensor).orElseThrow() instanceof OnnxTensor values)
              || values.getInfo().type != OnnxJavaType.FLOAT
              || values.getInfo().getShape().length != 4) {
            throw new BadModel("the tensor '%s' holds no channels of floats".formatted(tensor));
          }
          int channels = Math.toIntExact(values.getInfo().getShape()[1]);
          sums.computeIfAbsent(tensor, name -> new Moments.Sum(channels))
              .add(sample(values, channels, random));
        }
      }
    }
  }

  private static float[][] sample(OnnxTensor tensor, int channels, Random random) {
    FloatBuffer values = tensor.getFloatBuffer();
    int places = values.remaining() / channels;
    int[] picked = random.ints(Math.min(PIXELS, places), 0, places).toArray();
    float[][] sample = new float[channels][picked.length];
    for (int channel = 0; channel < channels; channel++) {
      for (int i = 0; i < picked.length; i++) {
        sample[channel][i] = values.get(channel * places + picked[i]);
      }
    }
    return sample;
  }
}
