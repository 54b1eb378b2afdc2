package dev.katong.forge.prune;

import static org.bytedeco.opencv.global.opencv_core.NORM_L2SQR;
import static org.bytedeco.opencv.global.opencv_core.norm;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.prune.channel.ChannelTable;
import dev.katong.forge.prune.channel.ChannelTable.Row;
import dev.katong.memory.NativeMemory;
import dev.katong.network.Engine;
import dev.katong.network.Network;
import dev.katong.network.Network.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Judges channels by what they carry while the network draws photos. Within a group the next to go
 * is the one whose work the others can best take over ({@link ObsPruner}); between groups the
 * damage is measured: the network without them, compensated, draws some of the photos.
 */
final class PhotoImportance implements ImportanceScore, AutoCloseable {
  /** Of how many photos the pictures are compared. */
  private static final int COMPARED = 3;

  private final ChannelGroups groups;
  private final Map<String, Moments> moments;
  private final List<Mat> photos;
  private final List<Mat> pictures = new ArrayList<>();

  /**
   * Has the network draw the photos.
   *
   * @param photos 8-bit BGR, of sides that the network takes; at least one; they are the caller's
   */
  PhotoImportance(ChannelGroups groups, List<Mat> photos) {
    this.groups = groups;
    this.photos = photos.subList(0, Math.min(COMPARED, photos.size()));
    ModelProto model = groups.walk().model();
    moments =
        Activations.of(model, new Compensation(groups.walk(), groups.table()).tensors(), photos);
    try (Network network = load(model)) {
      for (Mat photo : this.photos) {
        pictures.add(network.run(photo, Arena.GIVEN_BACK));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Network load(ModelProto model) {
    return Network.load(model.toByteArray(), "the network to prune", Engine.defaultThreads());
  }

  @Override
  public int[] order(int group) {
    ChannelTable table = groups.table();
    Set<Integer> left = new LinkedHashSet<>();
    Arrays.stream(table.channels(group)).filter(table::isRemovable).forEach(left::add);
    List<ObsPruner> takers = new ArrayList<>();
    for (Row layer : table.layers()) {
      Moments known = moments.get(layer.convolution().input());
      if (known != null && Arrays.stream(layer.in()).anyMatch(left::contains)) {
        takers.add(new ObsPruner(layer, groups.walk(), known));
      }
    }
    if (takers.isEmpty()) {
      return new WeightImportance(table).order(group);
    }
    int[] order = new int[left.size()];
    for (int i = 0; i < order.length; i++) {
      double[] costs = new double[table.size()];
      takers.forEach(taker -> taker.addCosts(costs));
      int next = least(left, costs);
      left.remove(next);
      takers.forEach(taker -> taker.remove(next));
      order[i] = next;
    }
    return order;
  }

  private static int least(Set<Integer> channels, double[] costs) {
    int least = -1;
    for (int channel : channels) {
      if (least < 0 || costs[channel] < costs[least]) {
        least = channel;
      }
    }
    return least;
  }

  /** The mean square of the pictures' differences. */
  @Override
  public double damage(BitSet removed) {
    double squares = 0;
    double values = 0;
    try (Network pruned = load(groups.without(removed, moments));
        Mat everywhere = new Mat()) {
      for (int i = 0; i < photos.size(); i++) {
        try (Mat picture = pruned.run(photos.get(i), Arena.GIVEN_BACK)) {
          squares += norm(picture, pictures.get(i), NORM_L2SQR, everywhere);
          values += picture.total() * 3.0;
        }
      }
    }
    return squares / values;
  }

  @Override
  public Map<String, Moments> moments() {
    return moments;
  }

  @Override
  public void close() {
    NativeMemory.release(pictures.toArray(AutoCloseable[]::new));
  }
}
