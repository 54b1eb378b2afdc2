package dev.katong.forge.prune;

import dev.katong.forge.prune.channel.ChannelConvolution;
import dev.katong.forge.prune.channel.ChannelWalk;
import java.util.Arrays;
import java.util.List;

/**
 * The parts of a network in which its layers are. The lowest resolution is that of the layer whose
 * picture has the fewest pixels; a layer that leads down to it is still before it.
 */
final class Sections {
  private Sections() {}

  /** The sections by layer, in the order of the graph. */
  static List<Section> of(ChannelWalk walk) {
    List<ChannelConvolution> layers = walk.convolutions();
    double[] in = layers.stream().mapToDouble(layer -> places(walk.shape(layer.input()))).toArray();
    double[] out =
        layers.stream().mapToDouble(layer -> places(walk.shape(layer.output()))).toArray();
    // A mean over the frame is no picture.
    double lowest = Arrays.stream(out).filter(places -> places > 1).min().orElse(1);
    int reached = 0;
    while (reached < out.length && out[reached] != lowest) {
      reached++;
    }
    Section[] sections = new Section[out.length];
    for (int i = 0; i < out.length; i++) {
      sections[i] =
          i < reached || (i == reached && in[i] > lowest)
              ? Section.ENCODER
              : out[i] <= lowest ? Section.BOTTLENECK : Section.DECODER;
    }
    return List.of(sections);
  }

  /** The pixels of a tensor [N,C,H,W]; 1 for any other. */
  private static double places(long[] shape) {
    return shape.length < 4 ? 1 : (double) shape[2] * shape[3];
  }
}
