package dev.katong.forge.prune;

import java.util.Arrays;
import java.util.List;

/**
 * A convolution, or product with a constant matrix, whose output channels are followed.
 *
 * @param name the node's name
 * @param group the name of the group that its channels belong to
 * @param section its part of the network
 * @param norms the L1 norm of each output channel: the mean of the absolute values of the weights
 *     that make it, over all inputs and places of the kernel; the bias does not count
 * @param removable the number of channels that may be removed
 */
public record Layer(String name, String group, Section section, List<Double> norms, int removable) {
  public Layer {
    norms = List.copyOf(norms);
    if (norms.isEmpty()) {
      throw new IllegalArgumentException("layer '%s' has no channels".formatted(name));
    }
  }

  /** The number of output channels. */
  public int channels() {
    return norms.size();
  }

  public double least() {
    return sorted()[0];
  }

  public double most() {
    return sorted()[norms.size() - 1];
  }

  /** The middle norm; of an even number the upper of the two. */
  public double median() {
    return sorted()[norms.size() / 2];
  }

  /** The number of norms below a threshold. */
  public int below(double threshold) {
    return (int) norms.stream().filter(norm -> norm < threshold).count();
  }

  private double[] sorted() {
    double[] sorted = norms.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }
}
