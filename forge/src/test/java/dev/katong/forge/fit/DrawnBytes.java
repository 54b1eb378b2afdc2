package dev.katong.forge.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.norm;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.network.Network;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;

/** The outputs of networks for a picture of noise. */
public final class DrawnBytes {
  private DrawnBytes() {}

  /**
   * Checks that two networks' pictures differ by at most so much, of 255, and are no plain area.
   */
  public static void assertSame(
      ModelProto model, ModelProto original, int height, int width, int most) {
    try (Mat photo = noise(height, width)) {
      assertSame(model, original, photo, most);
    }
  }

  /** The same for a photo. */
  public static void assertSame(ModelProto model, ModelProto original, Mat photo, int most) {
    try (Network one = Network.load(model.toByteArray(), "one", 2);
        Network other = Network.load(original.toByteArray(), "other", 2);
        Mat drawn = one.run(photo);
        Mat expected = other.run(photo);
        Mat none = new Mat()) {
      assertThat(norm(expected, photo, NORM_INF, none)).isGreaterThan(20);
      assertThat(norm(drawn, expected, NORM_INF, none)).isLessThanOrEqualTo(most);
    }
  }

  private static Mat noise(int height, int width) {
    Mat photo = new Mat(height, width, CV_8UC3);
    byte[] bytes = new byte[height * width * 3];
    new Random(1).nextBytes(bytes);
    photo.data().put(bytes);
    return photo;
  }
}
