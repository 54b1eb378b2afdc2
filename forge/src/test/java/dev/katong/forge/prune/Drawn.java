package dev.katong.forge.prune;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.network.Network;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;

/** The outputs of finished networks for noise. */
final class Drawn {
  private static final int SIDE = 16;

  private Drawn() {}

  static byte[] by(ModelProto model) {
    try (Network network = Network.load(model.toByteArray(), "a pruned network", 1);
        Mat photo = noise(SIDE, 3);
        Mat picture = network.run(photo)) {
      byte[] bytes = new byte[SIDE * SIDE * 3];
      picture.data().get(bytes);
      return bytes;
    }
  }

  /** The caller closes it. */
  static Mat noise(int side, long seed) {
    byte[] bytes = new byte[side * side * 3];
    new Random(seed).nextBytes(bytes);
    Mat photo = new Mat(side, side, CV_8UC3);
    photo.data().put(bytes);
    return photo;
  }
}
