package dev.katong.forge.analysis;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.PictureForm;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.SizeProbe;
import dev.katong.forge.onnx.Tensors;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * The requirements for running a finished network in tiles, and the cost of a tile. The numbers are
 * derived from the graph; those of tiling are then confirmed by experiment.
 *
 * @param tiling the way in which the network allows tiles
 * @param frameOperations the operations that prevent exact tiles, in the order of the graph; empty
 *     if tiles are exact
 * @param stride tiles whose origins are multiples of it, in frames whose sides are, see the same
 *     sampling grid as the full frame; pixels
 * @param alignment the sides of a frame or tile must be multiples of this for the network to run;
 *     pixels
 * @param reaches the distance beyond its core at which a tile's pixels matter; without meaning for
 *     {@link Tiling#WHOLE}, and without the effect of statistics for {@link Tiling#BLENDED}
 * @param halo pixels of real context that a tile needs on each side that is not the frame's own:
 *     the largest reach, rounded up to a multiple of stride and alignment
 * @param parameters the count of numbers in the network's constants
 * @param multiplyAddsPerPixel multiplications with addition by pixel of the frame; empty where the
 *     network does not run at the size at which they are counted, or holds tensors that grow faster
 *     than the frame
 * @param liveBytes what tensors take at the worst moment, by precision; at fp16, those of a network
 *     that is of half precision are counted as they are, some of them in 32 bits
 * @param scale how many times as wide and high as the frame the picture is
 * @param experiment what tiles really gave; empty if the derivation left nothing to confirm
 */
public record NetworkAnalysis(
    Tiling tiling,
    List<FrameOperation> frameOperations,
    int stride,
    int alignment,
    Reaches reaches,
    int halo,
    long parameters,
    OptionalDouble multiplyAddsPerPixel,
    Map<Precision, LiveBytes> liveBytes,
    int scale,
    Optional<TilingExperiment> experiment) {

  /**
   * A node of a network because of which tiles cannot give the full frame's pixels exactly.
   *
   * @param node its name, or that of its output where it has none
   * @param operator its operator, such as {@code InstanceNormalization}; empty for the experiment
   * @param reason the way in which it uses the frame
   * @param allows the best tiling with it: {@link Tiling#BLENDED} or {@link Tiling#WHOLE}
   */
  public record FrameOperation(String node, String operator, String reason, Tiling allows) {
    @Override
    public String toString() {
      return operator.isEmpty()
          ? node + ": " + reason
          : "%s (%s): %s".formatted(node, operator, reason);
    }
  }

  /**
   * The distance beyond each side of a tile's core of the pixels that the core depends on, for
   * tiles whose origins and sizes are multiples of the stride.
   *
   * @param left pixels
   * @param top pixels
   * @param right pixels
   * @param bottom pixels
   */
  public record Reaches(int left, int top, int right, int bottom) {
    private static Reaches of(Reach vertical, Reach horizontal) {
      return new Reaches(
          horizontal.before(), vertical.before(), horizontal.after(), vertical.after());
    }

    /** The largest of the four. */
    public int largest() {
      return Math.max(Math.max(left, right), Math.max(top, bottom));
    }
  }

  /**
   * The peak memory of a network's tensors that are live at once, in a run in the order of its
   * nodes. A tensor lives from the node that produces it to its last consumer, the photo and the
   * result included; constants and the engine's own workspace are not.
   *
   * @param perPixel bytes by pixel of the frame, each node writing to memory of its own
   * @param peakNode the node that runs at that moment
   * @param inPlacePerPixel the same where operators that work value by value, and those that only
   *     rename axes, overwrite an input that is no longer needed
   * @param inPlacePeakNode the node that runs at that moment
   */
  public record LiveBytes(
      double perPixel, String peakNode, double inPlacePerPixel, String inPlacePeakNode) {}

  /** An experiment of more multiplications takes minutes; the derivation is believed without it. */
  private static final double MOST_WORK = 2e12;

  /** Up to this difference, of 255, a blended seam hides what the derivation does not explain. */
  private static final int HIDDEN = 8;

  public NetworkAnalysis {
    frameOperations = List.copyOf(frameOperations);
    liveBytes = Collections.unmodifiableMap(new EnumMap<>(liveBytes));
  }

  /**
   * Derives all from the graph, and confirms by experiment where tiles should be exact, unless that
   * would take minutes. If they are not, the tiling falls, with a frame operation that says so.
   *
   * @param model a finished network: uint8 {@code [N,H,W,3]} in and out, operator set 9 or later
   * @throws BadModel if it is none, or runs on no small frame
   */
  public static NetworkAnalysis of(ModelProto model) {
    NetworkAnalysis derived = derive(model);
    return derived.tiling == Tiling.EXACT && derived.experimentWork() <= MOST_WORK
        ? derived.with(TilingExperiment.run(model, derived.halo, derived.step()))
        : derived;
  }

  /**
   * Derives all from the graph, without the experiment.
   *
   * @param model a finished network: uint8 {@code [N,H,W,3]} in and out, operator set 9 or later
   * @throws BadModel if it is none, or runs on no small frame
   */
  public static NetworkAnalysis derive(ModelProto model) {
    GraphProto graph = model.getGraph();
    requireFinished(graph);
    int alignment = SizeProbe.multipleOf(model);
    GraphProbe probe = GraphProbe.of(model, alignment);
    GraphWalk walk = new GraphWalk(graph, probe, Graph.opset(model));
    Extent picture = walk.extent(graph.getOutput(0).getName());
    Reaches reaches =
        picture.reaches().size() == 2
            ? Reaches.of(picture.reach(Direction.VERTICAL), picture.reach(Direction.HORIZONTAL))
            : new Reaches(0, 0, 0, 0);
    List<FrameOperation> operations = walk.frameOperations();
    Tiling tiling =
        operations.stream().map(FrameOperation::allows).reduce(Tiling.EXACT, Tiling::or);
    Precision own = NetworkInspection.precision(model);
    Map<Precision, LiveBytes> liveBytes = new EnumMap<>(Precision.class);
    for (Precision precision : Precision.values()) {
      boolean isOwn = precision == Precision.FP16 && precision == own;
      liveBytes.put(
          precision,
          isOwn
              ? TensorLiveness.asTyped(graph, probe)
              : TensorLiveness.of(graph, probe, precision));
    }
    int stride = probe.period();
    int step = NetworkFacts.step(stride, alignment);
    return new NetworkAnalysis(
        tiling,
        operations,
        stride,
        alignment,
        reaches,
        (reaches.largest() + step - 1) / step * step,
        parameters(graph),
        probe.growsWithTheFrame()
            ? NetworkInspection.of(model).multiplyAddsPerPixel()
            : OptionalDouble.empty(),
        liveBytes,
        PictureForm.of(model).scale(),
        Optional.empty());
  }

  private static void requireFinished(GraphProto graph) {
    Set<String> inputs = new TreeSet<>();
    graph.getInputList().forEach(input -> inputs.add(input.getName()));
    graph.getInitializerList().forEach(constant -> inputs.remove(constant.getName()));
    if (!inputs.equals(Set.of(PixelEnds.PHOTO)) || graph.getOutputCount() != 1) {
      throw new BadModel(
          "the network is not finished: it has inputs %s and %d outputs instead of '%s' and one"
              .formatted(inputs, graph.getOutputCount(), PixelEnds.PHOTO));
    }
  }

  private static long parameters(GraphProto graph) {
    return graph.getInitializerList().stream().mapToLong(Tensors::elements).sum();
  }

  /** Multiplications with addition of the experiment, about; 0 where they are not known. */
  private double experimentWork() {
    return multiplyAddsPerPixel.orElse(0) * Math.pow(TilingExperiment.side(halo, step()), 2);
  }

  /** The bytes of the tensors that are live at the worst moment, at one precision. */
  public LiveBytes liveBytes(Precision precision) {
    return Objects.requireNonNull(liveBytes.get(precision));
  }

  /** The number of pixels of which origins and sizes of tiles, and halos, must be multiples. */
  public int step() {
    return NetworkFacts.step(stride, alignment);
  }

  /**
   * The facts for {@code style.json}, without measurements. A network that needs the whole frame
   * has neither stride nor halo.
   *
   * @throws BadModel if stride or halo are larger than {@code style.json} allows
   */
  public NetworkFacts facts() {
    Map<Precision, Double> live = new EnumMap<>(Precision.class);
    liveBytes.forEach((precision, bytes) -> live.put(precision, bytes.inPlacePerPixel()));
    boolean isWhole = tiling == Tiling.WHOLE;
    NetworkFacts facts =
        new NetworkFacts(
            tiling,
            isWhole ? 1 : stride,
            alignment,
            isWhole ? 0 : halo,
            parameters,
            multiplyAddsPerPixel.isPresent() ? multiplyAddsPerPixel.getAsDouble() : null,
            live,
            List.of());
    return facts.shaped(scale, null);
  }

  /** This with what an experiment showed; the tiling falls if it contradicts. */
  NetworkAnalysis with(TilingExperiment shown) {
    List<FrameOperation> operations = new ArrayList<>(frameOperations);
    Tiling left = tiling;
    if (!shown.passes()) {
      left = tiling.or(shown.largestDifference() <= HIDDEN ? Tiling.BLENDED : Tiling.WHOLE);
      operations.add(
          new FrameOperation(
              "the experiment",
              "",
              "tiles with a halo of %d pixels differ from the full frame by up to %d of 255"
                  .formatted(halo, shown.largestDifference()),
              left));
    }
    return new NetworkAnalysis(
        left,
        operations,
        stride,
        alignment,
        reaches,
        halo,
        parameters,
        multiplyAddsPerPixel,
        liveBytes,
        scale,
        Optional.of(shown));
  }
}
