package dev.katong.style;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_GRAYSCALE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.katong.KatongException.BadModel;
import dev.katong.memory.NativeMemory;
import dev.katong.network.BatchingPolicy;
import dev.katong.network.ExecutionTarget;
import dev.katong.network.Network;
import dev.katong.style.StyleManifest.HeadNetwork;
import dev.katong.style.StyleManifest.Refinement;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/**
 * A style ready to paint: its networks are loaded, the head network at its first use. Safe for use
 * by several threads; it owns its networks until it is closed. A network that draws frames and
 * heads is loaded once.
 */
public final class Style implements AutoCloseable {
  private final StylePack pack;
  private final ExecutionTarget target;
  private final BatchingPolicy batching;
  private final Network background;
  private @Nullable Head head;

  private Style(
      StylePack pack, ExecutionTarget target, BatchingPolicy batching, Network background) {
    this.pack = pack;
    this.target = target;
    this.batching = batching;
    this.background = background;
  }

  /** Loads a style on the processor, whose pictures are drawn each alone. */
  public static Style load(StylePack pack, int threads) {
    return load(pack, ExecutionTarget.onProcessor(threads), BatchingPolicy.ALONE);
  }

  /**
   * Loads a style.
   *
   * @param device the device of its networks, whatever their precision
   * @param batching the way in which pictures share the runs of the networks
   * @throws BadModel if a network of the pack cannot be run
   */
  public static Style load(StylePack pack, ExecutionTarget device, BatchingPolicy batching) {
    String name = "the background network of the style '" + pack.manifest().name() + "'";
    byte[] model = pack.file(pack.manifest().background().file());
    ExecutionTarget target = device.precision(pack.manifest().precision());
    return new Style(pack, target, batching, Network.load(model, name, target, batching));
  }

  public StyleManifest manifest() {
    return pack.manifest();
  }

  /** The network for the whole frame; owned by this style. */
  public Network background() {
    return background;
  }

  /** True if the style draws faces with a network of their own. */
  public boolean hasHead() {
    return manifest().head() != null;
  }

  /**
   * The network for faces, loaded at the first call if it is not the one for the frame; owned by
   * this style.
   *
   * @throws BadModel if it cannot be run
   */
  public synchronized Optional<Head> head() {
    HeadNetwork wanted = manifest().head();
    if (head == null && wanted != null) {
      head = loadHead(wanted);
    }
    return Optional.ofNullable(head);
  }

  @Override
  public synchronized void close() {
    Head owned = head;
    head = null;
    if (owned == null) {
      background.close();
    } else if (owned.network() == background) {
      NativeMemory.release(background, owned.mask());
    } else {
      NativeMemory.release(background, owned.network(), owned.mask());
    }
  }

  private Head loadHead(HeadNetwork wanted) {
    String name = "the head network of the style '" + manifest().name() + "'";
    Mat mask = mask(pack.file(wanted.mask()), wanted.size());
    try {
      Network network =
          manifest().hasOneNetwork()
              ? background
              : Network.load(pack.file(wanted.file()), name, target, batching);
      return new Head(network, wanted.size(), mask, wanted.refined());
    } catch (RuntimeException e) {
      mask.close();
      throw e;
    }
  }

  private Mat mask(byte[] file, int size) {
    try (BytePointer bytes = new BytePointer(file);
        Mat encoded = new Mat(1, file.length, CV_8UC1, bytes);
        Mat grey = imdecode(encoded, IMREAD_GRAYSCALE);
        Mat fitted = new Mat();
        Size side = new Size(size, size)) {
      if (grey.empty()) {
        throw new BadModel(
            "the mask of the style '" + manifest().name() + "' is no picture; import it again");
      }
      resize(grey, fitted, side, 0, 0, INTER_AREA);
      Mat mask = new Mat();
      fitted.convertTo(mask, CV_32F, 1 / 255.0, 0);
      return mask;
    }
  }

  /**
   * A network for aligned faces; owned by the style.
   *
   * @param network takes and gives pictures of {@code size} × {@code size} pixels
   * @param size in pixels
   * @param mask {@code size} × {@code size}, 32-bit float of 1 channel, 0..1: how much of the
   *     network's picture shows
   * @param refined the source of eyes and mouth of large faces; null where they are not refined
   */
  public record Head(Network network, int size, Mat mask, @Nullable Refinement refined) {}
}
