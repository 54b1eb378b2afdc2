package dev.katong.forge.prune;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.prune.channel.ChannelTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The extent of a pruning, and the way in which channels are ranked. With photos, channels are
 * ranked by their values when the network draws them, and the remaining channels take over their
 * work; without photos, by the L1 norms of their weights alone, which does far more harm.
 *
 * <pre>{@code
 * PrunedNetwork small = Pruning.byRatio(0.15).after(photos).prune(model);
 * }</pre>
 */
public final class Pruning {
  /** The number of output channels that the CPU's kernels compute at once, with AVX-512. */
  public static final int DEFAULT_MULTIPLE = 16;

  private static final double DEFAULT_LEAST_SHARE = 0.25;

  /** The rule that limits a pruning. */
  private sealed interface Extent {
    /** The channels to remove. */
    BitSet choose(ChannelGroups groups, ImportanceScore evidence, Pruning options);
  }

  private final Extent extent;
  private final List<Mat> photos;
  private final int multiple;
  private final double leastShare;

  private Pruning(Extent extent, List<Mat> photos, int multiple, double leastShare) {
    this.extent = extent;
    this.photos = List.copyOf(photos);
    this.multiple = multiple;
    this.leastShare = leastShare;
  }

  private Pruning(Extent extent) {
    this(extent, List.of(), DEFAULT_MULTIPLE, DEFAULT_LEAST_SHARE);
  }

  /**
   * Removes a part of the filters, as nearly as whole steps allow. A filter makes one output
   * channel of one layer; where several layers share a channel, it has a filter in each.
   *
   * @param ratio the part of those that may be removed, at least 0 and less than 1
   */
  public static Pruning byRatio(double ratio) {
    if (!(ratio >= 0 && ratio < 1)) {
      throw new IllegalArgumentException(
          "the ratio is %s; it must be at least 0 and less than 1".formatted(ratio));
    }
    return new Pruning(new Ratio(ratio));
  }

  /**
   * Removes the channels whose norm is below its section's threshold in all layers that give it.
   */
  public static Pruning byThresholds(Thresholds thresholds) {
    return new Pruning(new Below(thresholds));
  }

  /** Removes as few channels as meet a target. */
  public static Pruning toTarget(Target target) {
    return new Pruning(new Until(target));
  }

  /**
   * The same, but judged and compensated by what these photos make the network do. Some ten photos
   * of 256×256 are enough.
   *
   * @param calibration 8-bit BGR, of sides that the network takes; none to judge by weights alone;
   *     they stay the caller's, and open until {@link #prune} returns
   */
  public Pruning after(List<Mat> calibration) {
    return new Pruning(extent, calibration, multiple, leastShare);
  }

  /**
   * The same, but with another number of which the channels left of a group are a multiple.
   * Otherwise it is {@value #DEFAULT_MULTIPLE}: a number of channels between two multiples takes as
   * long as the larger multiple, because a kernel computes a multiple at once.
   *
   * @param channels at least 1
   */
  public Pruning inMultiplesOf(int channels) {
    if (channels < 1) {
      throw new IllegalArgumentException(
          "channels in multiples of %d; it must be at least 1".formatted(channels));
    }
    return new Pruning(extent, photos, channels, leastShare);
  }

  /**
   * The same, but leaving another part of each group; otherwise a quarter, and always at least 4
   * channels.
   *
   * @param share 0 to 1
   */
  public Pruning leaving(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "the share to leave is %s; it must be 0 to 1".formatted(share));
    }
    return new Pruning(extent, photos, multiple, share);
  }

  /**
   * Prunes a network.
   *
   * @param model uint8 {@code [N,H,W,3]} in and out, its weights fp32
   * @return the smaller network, of the same ends
   * @throws BadModel if it cannot be pruned, or not to the target
   */
  public PrunedNetwork prune(ModelProto model) {
    ChannelGroups groups = ChannelGroups.of(model);
    if (groups.table().removableFilters() == 0) {
      throw new BadModel(
          "the network has no channels that could be removed; 'model inspect --channels' tells why");
    }
    if (photos.isEmpty()) {
      return prune(groups, new WeightImportance(groups.table()));
    }
    try (PhotoImportance evidence = new PhotoImportance(groups, photos)) {
      return prune(groups, evidence);
    }
  }

  private PrunedNetwork prune(ChannelGroups groups, ImportanceScore evidence) {
    BitSet removed = extent.choose(groups, evidence, this);
    ChannelTable table = groups.table();
    List<PrunedNetwork.Group> counts = new ArrayList<>();
    for (int group : table.groups()) {
      int[] channels = table.channels(group);
      if (Arrays.stream(channels).anyMatch(table::isRemovable)) {
        int left = (int) Arrays.stream(channels).filter(c -> !removed.get(c)).count();
        String name = table.layers().get(group).convolution().name();
        counts.add(new PrunedNetwork.Group(name, channels.length, left));
      }
    }
    return new PrunedNetwork(
        groups.without(removed, evidence.moments()),
        counts,
        table.removableFilters(),
        table.filters(removed),
        kept(groups, removed));
  }

  private static Map<String, List<Integer>> kept(ChannelGroups groups, BitSet removed) {
    Map<String, List<Integer>> kept = new LinkedHashMap<>();
    for (ChannelTable.Row layer : groups.table().layers()) {
      String tensor = layer.convolution().output();
      int[] channels = layer.out();
      if (groups.walk().shape(tensor).length == 4 && channels.length > 0) {
        kept.put(
            tensor,
            IntStream.range(0, channels.length)
                .filter(i -> channels[i] < 0 || !removed.get(channels[i]))
                .boxed()
                .toList());
      }
    }
    return kept;
  }

  private record Ratio(double ratio) implements Extent {
    @Override
    public BitSet choose(ChannelGroups groups, ImportanceScore evidence, Pruning options) {
      ChannelTable table = groups.table();
      double wanted = ratio * table.removableFilters();
      BitSet nearest = new BitSet();
      for (BitSet removed :
          new Ranking(table, evidence, options.multiple, options.leastShare).removals()) {
        if (Math.abs(table.filters(removed) - wanted) < Math.abs(table.filters(nearest) - wanted)) {
          nearest = removed;
        }
      }
      return nearest;
    }
  }

  private record Below(Thresholds thresholds) implements Extent {
    @Override
    public BitSet choose(ChannelGroups groups, ImportanceScore evidence, Pruning options) {
      return new ThresholdResult(groups, thresholds).removed(options.multiple, options.leastShare);
    }
  }

  private record Until(Target target) implements Extent {
    @Override
    public BitSet choose(ChannelGroups groups, ImportanceScore evidence, Pruning options) {
      List<BitSet> removals =
          new Ranking(groups.table(), evidence, options.multiple, options.leastShare).removals();
      int tooMuch = -1;
      int enough = removals.size() - 1;
      double least = target.cost().applyAsDouble(groups.without(removals.get(enough)));
      if (least > target.most()) {
        throw new BadModel(
            String.format(
                Locale.ROOT,
                "the network cannot be pruned to %.4g %s: with all channels gone that may go it takes %.4g",
                target.most(),
                target.what(),
                least));
      }
      while (enough - tooMuch > 1) {
        int middle = (enough + tooMuch) / 2;
        if (target.cost().applyAsDouble(groups.without(removals.get(middle))) <= target.most()) {
          enough = middle;
        } else {
          tooMuch = middle;
        }
      }
      return removals.get(enough);
    }
  }
}
