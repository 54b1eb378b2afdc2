package dev.katong.forge.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.katong.forge.analysis.NetworkAnalysis.Reaches;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.network.Engine;
import dev.katong.network.Tiling;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/**
 * White pixels on a black photo show in a tile's core where the derived reach says, and no more.
 */
class ReachesPropertyTest {
  /** The links of a chain; all keep two channels. */
  enum Link {
    SMALL_CONVOLUTION,
    WIDE_CONVOLUTION,
    EVEN_CONVOLUTION,
    HALVING_CONVOLUTION,
    HALVING_SAME_CONVOLUTION,
    MAXIMUM,
    MEAN,
    UNSHUFFLE,
    LINEAR,
    LINEAR_HALF_PIXEL,
    CUBIC,
    NEAREST,
    TRANSPOSED,
    SHUFFLE
  }

  @Property(tries = 40)
  void reaches_ofAChain_areThoseThatShow(@ForAll @Size(min = 1, max = 7) List<Link> links)
      throws OrtException {
    SmallNetwork bytes = new SmallNetwork();
    NetworkAnalysis analysis =
        NetworkAnalysis.derive(bytes.finished(new Chain(bytes).through(links)));
    assertThat(analysis.tiling()).isEqualTo(Tiling.EXACT);
    SmallNetwork floats = new SmallNetwork();
    byte[] model = floats.raw(new Chain(floats).through(links)).toByteArray();
    Reaches reaches = analysis.reaches();
    int step = analysis.step();
    try (OrtSession.SessionOptions options = Engine.sessionOptions(1);
        OrtSession session = Engine.environment().createSession(model, options)) {
      // A cubic's negative weights may lose against a maximum that takes black.
      boolean tight = !links.containsAll(List.of(Link.CUBIC, Link.MAXIMUM));
      Strip row = new Strip(session, analysis.halo(), step, true);
      Strip column = new Strip(session, analysis.halo(), step, false);
      assertReach(row, reaches.left(), reaches.right(), tight);
      assertReach(column, reaches.top(), reaches.bottom(), tight);
    }
  }

  /** At borders and inside, where padding and missing positions would show. */
  @Property(tries = 15)
  void tiles_ofAChain_areThoseOfTheFrame(@ForAll @Size(min = 1, max = 7) List<Link> links) {
    SmallNetwork network = new SmallNetwork();
    NetworkAnalysis analysis =
        NetworkAnalysis.of(network.finished(new Chain(network).through(links)));
    assertThat(analysis.tiling()).isEqualTo(Tiling.EXACT);
    assertThat(analysis.experiment().orElseThrow().largestDifference()).isLessThanOrEqualTo(1);
  }

  private static void assertReach(Strip strip, int before, int after, boolean tight)
      throws OrtException {
    int first = strip.core - before;
    int last = strip.core + strip.step - 1 + after;
    assertThat(strip.shows(place -> place < first || place > last)).as("outside").isFalse();
    if (tight) {
      assertThat(strip.shows(place -> place == first)).as("first").isTrue();
      assertThat(strip.shows(place -> place == last)).as("last").isTrue();
    }
  }

  /** A narrow photo along one direction, with a core of one step in its middle. */
  private record Strip(OrtSession session, int length, int core, int step, boolean across) {
    private static final int MARGIN = 3;

    Strip(OrtSession session, int halo, int step, boolean across) {
      this(session, 2 * halo + (2 * MARGIN + 1) * step, halo + MARGIN * step, step, across);
    }

    /** True if lines of white pixels at some places show in the core. */
    boolean shows(IntPredicate white) throws OrtException {
      int width = across ? length : 4 * step;
      int height = across ? 4 * step : length;
      ByteBuffer photo = ByteBuffer.allocateDirect(height * width * 3);
      for (int i = 0; i < photo.capacity(); i++) {
        int place = across ? i / 3 % width : i / 3 / width;
        photo.put(i, (byte) (white.test(place) ? 255 : 0));
      }
      OrtEnvironment environment = Engine.environment();
      long[] shape = {1, height, width, 3};
      try (OnnxTensor tensor =
              OnnxTensor.createTensor(environment, photo, shape, OnnxJavaType.UINT8);
          OrtSession.Result result = session.run(Map.of(PixelEnds.PHOTO, tensor))) {
        FloatBuffer drawn = ((OnnxTensor) result.get(0)).getFloatBuffer();
        for (int i = 0; i < drawn.capacity(); i++) {
          int place = across ? i % width : i / width % height;
          if (place >= core && place < core + step && drawn.get(i) != 0) {
            return true;
          }
        }
        return false;
      }
    }
  }

  /** A U-shaped chain: what is enlarged is joined to what was last shrunk, where there is such. */
  private static final class Chain {
    private static final int DEEPEST = 3;

    private final SmallNetwork network;
    private final Deque<String> skips = new ArrayDeque<>();

    Chain(SmallNetwork network) {
      this.network = network;
    }

    String through(List<Link> links) {
      String x = network.conv(network.start(), 3, 2, 1);
      for (Link link : links) {
        x = after(x, link);
      }
      while (!skips.isEmpty()) {
        x = after(x, Link.NEAREST);
      }
      return network.conv(x, 2, 3, 1);
    }

    private String after(String x, Link link) {
      return switch (link) {
        case SMALL_CONVOLUTION -> network.conv(x, 2, 2, 3);
        case WIDE_CONVOLUTION ->
            network.conv(
                x,
                2,
                2,
                3,
                Attributes.list("dilations", 2, 2),
                Attributes.list("pads", 2, 2, 2, 2));
        case EVEN_CONVOLUTION -> network.conv(x, 2, 2, 4, Attributes.of("auto_pad", "SAME_LOWER"));
        case HALVING_CONVOLUTION, HALVING_SAME_CONVOLUTION, MAXIMUM, MEAN, UNSHUFFLE ->
            skips.size() == DEEPEST ? x : halved(x, link);
        default -> skips.isEmpty() ? x : joined(doubled(x, link));
      };
    }

    private String halved(String x, Link link) {
      skips.push(x);
      var strides = Attributes.list("strides", 2, 2);
      return switch (link) {
        case HALVING_CONVOLUTION ->
            network.conv(x, 2, 2, 3, strides, Attributes.list("pads", 1, 1, 1, 1));
        case HALVING_SAME_CONVOLUTION ->
            network.conv(x, 2, 2, 5, strides, Attributes.of("auto_pad", "SAME_UPPER"));
        case MAXIMUM ->
            network.op(
                "MaxPool",
                x,
                strides,
                Attributes.list("kernel_shape", 3, 3),
                Attributes.list("pads", 1, 1, 1, 1));
        case MEAN -> network.op("AveragePool", x, strides, Attributes.list("kernel_shape", 2, 2));
        default ->
            network.conv(network.op("SpaceToDepth", x, Attributes.of("blocksize", 2)), 8, 2, 1);
      };
    }

    private String doubled(String x, Link link) {
      return switch (link) {
        case LINEAR -> network.resize(x, "linear", "asymmetric");
        case LINEAR_HALF_PIXEL -> network.resize(x, "linear", "half_pixel");
        case CUBIC -> network.resize(x, "cubic", "half_pixel");
        case TRANSPOSED ->
            network.transposed(
                x, 3, Attributes.list("pads", 1, 1, 1, 1), Attributes.list("output_padding", 1, 1));
        case SHUFFLE ->
            network.op("DepthToSpace", network.conv(x, 2, 8, 1), Attributes.of("blocksize", 2));
        default -> network.resize(x, "nearest", "asymmetric");
      };
    }

    private String joined(String x) {
      String both = network.op("Concat", List.of(x, skips.pop()), Attributes.of("axis", 1));
      return network.conv(both, 4, 2, 1);
    }
  }
}
