package dev.katong.forge.prune;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.network.Engine;
import dev.katong.network.Network;
import dev.katong.network.Network.Arena;
import java.util.Arrays;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** The time of one network against another's, which run in turns. */
final class TimeTrial {
  /** Height and width of the picture in pixels. */
  private static final int SIDE = 512;

  private static final int ROUNDS = 7;

  private TimeTrial() {}

  /** The median time of a network as a part of another's; both are finished. */
  static double ratio(ModelProto network, ModelProto other) {
    try (Network one = load(network);
        Network two = load(other);
        Scalar grey = new Scalar(128, 128, 128, 0);
        Mat picture = new Mat(SIDE, SIDE, CV_8UC3, grey)) {
      double[] times = new double[ROUNDS];
      double[] others = new double[ROUNDS];
      seconds(one, picture);
      seconds(two, picture);
      for (int round = 0; round < ROUNDS; round++) {
        times[round] = seconds(one, picture);
        others[round] = seconds(two, picture);
      }
      Arrays.sort(times);
      Arrays.sort(others);
      return times[ROUNDS / 2] / others[ROUNDS / 2];
    }
  }

  private static Network load(ModelProto model) {
    return Network.load(model.toByteArray(), "the network to time", Engine.defaultThreads());
  }

  private static double seconds(Network network, Mat picture) {
    long start = System.nanoTime();
    network.run(picture, Arena.KEPT).close();
    return (System.nanoTime() - start) / 1e9;
  }
}
