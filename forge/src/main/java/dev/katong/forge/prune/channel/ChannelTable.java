package dev.katong.forge.prune.channel;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The channels of a network as numbers from 0, in the order in which layers give them, and what
 * each takes part in.
 */
public final class ChannelTable {
  /**
   * A layer.
   *
   * @param convolution the convolution that the walk found
   * @param in the channels taken; none if they are fixed
   * @param out the channels given
   * @param norms the mean absolute weight of each filter
   * @param work its multiplications with addition by pixel of the picture, before any removal
   * @param values the numbers that it gives by pixel of the picture, before any removal
   */
  public record Row(
      ChannelConvolution convolution,
      int[] in,
      int[] out,
      double[] norms,
      double work,
      double values) {}

  private final Map<Integer, Integer> numbers = new HashMap<>();
  private final List<Row> layers = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();
  private final List<int[]> neighbours;
  private final int[] groups;

  /**
   * Numbers the channels.
   *
   * @param pixels of the picture of the trial run
   */
  public ChannelTable(ChannelWalk walk, long pixels) {
    CoupledChannels coupled = walk.coupled();
    for (ChannelConvolution convolution : walk.convolutions()) {
      for (int channel : convolution.out()) {
        numbers.computeIfAbsent(
            coupled.find(channel),
            found -> {
              reasons.add(coupled.reasonToKeep(channel).orElse(""));
              return reasons.size() - 1;
            });
      }
    }
    for (ChannelConvolution convolution : walk.convolutions()) {
      TensorProto weights = Objects.requireNonNull(walk.constant(convolution.weights()));
      layers.add(
          new Row(
              convolution,
              numbers(coupled, convolution.in()),
              numbers(coupled, convolution.out()),
              Filters.norms(weights, convolution.outAxis()),
              work(walk, convolution, weights) / pixels,
              size(walk.shape(convolution.output())) / pixels));
    }
    neighbours =
        walk.rows().stream()
            .map(row -> Arrays.stream(numbers(coupled, row)).filter(i -> i >= 0).distinct())
            .map(row -> row.sorted().toArray())
            .filter(row -> row.length > 0)
            .collect(
                Collectors.toMap(Arrays::toString, row -> row, (a, b) -> a, LinkedHashMap::new))
            .values()
            .stream()
            .toList();
    groups = grouped();
  }

  /** The numbers of tensors' channels; -1 for one that no layer gives. */
  private int[] numbers(CoupledChannels coupled, int[] of) {
    return Arrays.stream(of).map(s -> numbers.getOrDefault(coupled.find(s), -1)).toArray();
  }

  private static double work(
      ChannelWalk walk, ChannelConvolution convolution, TensorProto weights) {
    boolean spreads = convolution.outAxis() == 1 && convolution.inAxis() == 0;
    boolean matrix = weights.getDimsCount() == 2;
    long[] shape = walk.shape(spreads && !matrix ? convolution.input() : convolution.output());
    double channels = matrix ? shape[shape.length - 1] : shape[1];
    double weightsSize =
        weights.getDimsList().stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
    return size(shape) / channels * weightsSize;
  }

  private static double size(long[] shape) {
    return Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  /** Layers that share a channel are of one group; by channel, the number of its group's layer. */
  private int[] grouped() {
    int[] parents = IntStream.range(0, layers.size()).toArray();
    int[] first = new int[reasons.size()];
    Arrays.fill(first, -1);
    for (int layer = 0; layer < parents.length; layer++) {
      for (int channel : layers.get(layer).out()) {
        if (first[channel] < 0) {
          first[channel] = layer;
        } else {
          join(parents, first[channel], layer);
        }
      }
    }
    return Arrays.stream(first).map(layer -> root(parents, layer)).toArray();
  }

  private static void join(int[] parents, int one, int other) {
    int a = root(parents, one);
    int b = root(parents, other);
    parents[Math.max(a, b)] = Math.min(a, b);
  }

  private static int root(int[] parents, int layer) {
    int root = layer;
    while (parents[root] != root) {
      root = parents[root];
    }
    return root;
  }

  /** The number of channels. */
  public int size() {
    return reasons.size();
  }

  /** The layers in the order of the graph. */
  public List<Row> layers() {
    return layers;
  }

  /** The number of the first layer of a channel's group. */
  public int group(int channel) {
    return groups[channel];
  }

  /** The groups' first layers. */
  public int[] groups() {
    return Arrays.stream(groups).distinct().sorted().toArray();
  }

  /** The channels of a group. */
  public int[] channels(int group) {
    return IntStream.range(0, size()).filter(channel -> groups[channel] == group).toArray();
  }

  /** The layers of a group. */
  public List<Row> layers(int group) {
    return layers.stream().filter(layer -> groups[layer.out()[0]] == group).toList();
  }

  /** The reason why a channel is kept; empty if it may be removed. */
  public String reasonToKeep(int channel) {
    return reasons.get(channel);
  }

  public boolean isRemovable(int channel) {
    return reasons.get(channel).isEmpty();
  }

  /** The number of filters that make the given channels. */
  public int filters(BitSet channels) {
    return layers.stream()
        .mapToInt(layer -> (int) Arrays.stream(layer.out()).filter(channels::get).count())
        .sum();
  }

  /** The number of filters that make the channels that may be removed. */
  public int removableFilters() {
    BitSet removable = new BitSet();
    IntStream.range(0, size()).filter(this::isRemovable).forEach(removable::set);
    return filters(removable);
  }

  /** Channels that lie side by side in some tensor; of each of these, some must be left. */
  public List<int[]> neighbours() {
    return neighbours;
  }

  /**
   * The number of coupled channels; -1 if no layer gives them.
   *
   * @param found what {@link CoupledChannels#find} gives for them
   */
  public int number(int found) {
    return numbers.getOrDefault(found, -1);
  }
}
