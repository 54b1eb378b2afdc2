package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.quality.Comparison;
import dev.katong.forge.quality.Fidelity;
import dev.katong.memory.NativeMemory;
import dev.katong.network.Engine;
import dev.katong.network.Network;
import dev.katong.network.Network.Arena;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Compares networks with the float network on some photos, of which it keeps the float network's
 * pictures until it is closed.
 */
final class AccuracyCheck implements AutoCloseable {
  private final List<Mat> photos;
  private final List<Mat> expected = new ArrayList<>();

  /**
   * Draws the photos with the float network.
   *
   * @param photos 8-bit BGR, which stay the caller's
   */
  AccuracyCheck(ModelProto reference, List<Mat> photos) {
    this.photos = photos;
    try (Network network = load(reference)) {
      photos.forEach(photo -> expected.add(network.run(photo, Arena.GIVEN_BACK)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Network load(ModelProto model) {
    return Network.load(model.toByteArray(), "the network", Engine.defaultThreads());
  }

  /** The closeness of a network's pictures. */
  Comparison compare(ModelProto model) {
    List<Fidelity> pictures = new ArrayList<>();
    try (Network network = load(model)) {
      for (int i = 0; i < photos.size(); i++) {
        try (Mat drawn = network.run(photos.get(i), Arena.KEPT)) {
          pictures.add(Fidelity.of(drawn, expected.get(i)));
        }
      }
    }
    return new Comparison(pictures);
  }

  @Override
  public void close() {
    NativeMemory.release(expected);
  }
}
