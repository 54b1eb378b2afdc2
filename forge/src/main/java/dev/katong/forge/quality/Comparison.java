package dev.katong.forge.quality;

import dev.katong.network.Network;
import dev.katong.network.Network.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The closeness of a network's pictures of some photos to those of a reference network.
 *
 * @param pictures one by one, in the photos' order; at least one
 */
public record Comparison(List<Fidelity> pictures) {
  public Comparison {
    pictures = List.copyOf(pictures);
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("there are no pictures to compare");
    }
  }

  /**
   * Draws photos with both networks and compares what they draw. Two pictures are held at once.
   *
   * @param photos 8-bit BGR, of sides that both networks take; at least one
   */
  public static Comparison of(Network network, Network reference, List<Mat> photos) {
    List<Fidelity> pictures = new ArrayList<>();
    for (Mat photo : photos) {
      try (Mat picture = network.run(photo, Arena.GIVEN_BACK);
          Mat expected = reference.run(photo, Arena.GIVEN_BACK)) {
        pictures.add(Fidelity.of(picture, expected));
      }
    }
    return new Comparison(pictures);
  }

  /** The least of each measure, which may be of different pictures. */
  public Fidelity worst() {
    return new Fidelity(
        values(Fidelity::psnr).min().orElseThrow(), values(Fidelity::ssim).min().orElseThrow());
  }

  /** The mean of each measure; that of PSNR is of decibels. */
  public Fidelity mean() {
    return new Fidelity(
        values(Fidelity::psnr).average().orElseThrow(),
        values(Fidelity::ssim).average().orElseThrow());
  }

  private DoubleStream values(ToDoubleFunction<Fidelity> measure) {
    return pictures.stream().mapToDouble(measure);
  }
}
