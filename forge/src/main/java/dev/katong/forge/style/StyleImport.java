package dev.katong.forge.style;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.Katong;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.NetworkFile;
import dev.katong.forge.fit.Fitting;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.network.NetworkFacts;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleManifest.FrameNetwork;
import dev.katong.style.StyleManifest.Provenance;
import dev.katong.style.StyleManifest.SourceFile;
import dev.katong.style.StylePack;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Makes style packs of a DCT-Net folder, as ModelScope gives it, and of single networks. Each
 * network is fitted to the machine ({@link Fitting}), looked into and run at a few sizes, which
 * takes some seconds.
 */
public final class StyleImport {
  /** The original pads frames to this, although the network itself would do with 4. */
  private static final int DCT_NET_MULTIPLE = 16;

  private StyleImport() {}

  /**
   * A pack of the folder of a DCT-Net style: see {@link DctNetFolder}.
   *
   * @param name the style's name
   * @throws BadModel if a file is missing, or holds what cannot be imported
   */
  public static StylePack dctNet(Path folder, String name) {
    return dctNet(folder, name, DctNetFolder.AUTHORS);
  }

  /**
   * As {@link #dctNet(Path, String)}, of files whose origin is known.
   *
   * @param origin by whom the files are, and where they were got
   */
  public static StylePack dctNet(Path folder, String name, String origin) {
    DctNetFolder source = DctNetFolder.of(folder);
    return PairPack.of(
        name,
        "DCT-Net style, background and head network",
        Fitting.fit(NetworkFile.read(source.background(), PixelEnds.DCT_NET)),
        Fitting.fit(NetworkFile.read(source.head(), PixelEnds.DCT_NET)),
        DCT_NET_MULTIPLE,
        "mask.jpg",
        DctNetFolder.read(source.mask()),
        provenance(origin, source.sources()));
  }

  /**
   * A pack of a single network for the whole frame.
   *
   * @param file an ONNX network or a TensorFlow frozen graph
   * @param ends what the network itself expects
   * @param workingSize the short side, in pixels, at which the network is at its best
   * @param name the style's name
   * @throws BadModel if it cannot be imported
   */
  public static StylePack singleNetwork(Path file, PixelEnds ends, int workingSize, String name) {
    return singleNetwork(file, NetworkFile.read(file, ends), workingSize, name);
  }

  /** As the other, of a network that was read already. */
  public static StylePack singleNetwork(
      Path file, ModelProto network, int workingSize, String name) {
    ModelProto model = Fitting.fit(network);
    NetworkFacts facts = NetworkProfiler.of(model);
    byte[] bytes = model.toByteArray();
    StyleManifest manifest =
        new StyleManifest(
            StyleManifest.FORMAT,
            name,
            "One network for the whole frame",
            workingSize,
            new FrameNetwork(PairPack.BACKGROUND, StylePack.sha256(bytes), facts.step(), facts),
            null,
            "unknown: the licence of " + file.getFileName() + " holds",
            provenance("imported from a file", List.of(DctNetFolder.source(file))));
    return new StylePack(manifest, Map.of(PairPack.BACKGROUND, bytes));
  }

  private static Provenance provenance(String source, List<SourceFile> files) {
    return new Provenance(source, files, "Katong " + Katong.VERSION);
  }
}
