package dev.katong.forge.style;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.FileFailure;
import dev.katong.Katong;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.NetworkFile;
import dev.katong.forge.fit.Fitting;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.network.NetworkFacts;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleManifest.FrameNetwork;
import dev.katong.style.StyleManifest.HeadNetwork;
import dev.katong.style.StyleManifest.Provenance;
import dev.katong.style.StyleManifest.SourceFile;
import dev.katong.style.StylePack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes style packs of a DCT-Net folder, as ModelScope gives it, and of single networks. Each
 * network is fitted to the machine ({@link Fitting}), looked into and run at a few sizes, which
 * takes some seconds.
 */
public final class StyleImport {
  private static final String BACKGROUND = "background.onnx";
  private static final String HEAD = "head.onnx";
  private static final String MASK = "mask";

  /** DCT-Net was trained at a short side of 720 pixels and on faces of 288. */
  private static final int DCT_NET_WORKING_SIZE = 720;

  private static final int DCT_NET_HEAD_SIZE = 288;

  /** The original pads frames to this, although the network itself would do with 4. */
  private static final int DCT_NET_MULTIPLE = 16;

  private StyleImport() {}

  /**
   * A pack of the folder of a DCT-Net style: {@code cartoon_bg.pb}, {@code cartoon_h.pb} and {@code
   * alpha.jpg}, or the older names {@code cartoon_anime_bg.pb} and so on.
   *
   * @param name the style's name
   * @throws BadModel if a file is missing, or holds what cannot be imported
   */
  public static StylePack dctNet(Path folder, String name) {
    Path background = find(folder, "bg");
    Path head = find(folder, "h");
    Path mask = folder.resolve("alpha.jpg");
    if (!Files.isRegularFile(mask)) {
      throw new BadModel(
          folder + " lacks alpha.jpg, the mask that blends heads in; copy the whole model folder");
    }
    ModelProto backgroundModel = Fitting.fit(NetworkFile.read(background, PixelEnds.DCT_NET));
    ModelProto headModel = Fitting.fit(NetworkFile.read(head, PixelEnds.DCT_NET));
    NetworkFacts backgroundFacts = Survey.of(backgroundModel);
    NetworkFacts headFacts = Survey.ofSecond(headModel, backgroundModel, backgroundFacts);
    byte[] backgroundBytes = backgroundModel.toByteArray();
    byte[] headBytes = headModel.toByteArray();
    String maskFile = MASK + ".jpg";
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(BACKGROUND, backgroundBytes);
    files.put(HEAD, headBytes);
    files.put(maskFile, read(mask));
    StyleManifest manifest =
        new StyleManifest(
            StyleManifest.FORMAT,
            name,
            "DCT-Net style, background and head network",
            DCT_NET_WORKING_SIZE,
            new FrameNetwork(
                BACKGROUND, StylePack.sha256(backgroundBytes), DCT_NET_MULTIPLE, backgroundFacts),
            new HeadNetwork(
                HEAD, StylePack.sha256(headBytes), DCT_NET_HEAD_SIZE, maskFile, headFacts),
            "Apache-2.0",
            provenance("DCT-Net (Men et al., 2022) by its authors", background, head, mask));
    return new StylePack(manifest, files);
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
    ModelProto model = Fitting.fit(NetworkFile.read(file, ends));
    NetworkFacts facts = Survey.of(model);
    byte[] bytes = model.toByteArray();
    StyleManifest manifest =
        new StyleManifest(
            StyleManifest.FORMAT,
            name,
            "One network for the whole frame",
            workingSize,
            new FrameNetwork(BACKGROUND, StylePack.sha256(bytes), facts.step(), facts),
            null,
            "unknown: the licence of " + file.getFileName() + " holds",
            provenance("imported from a file", file));
    return new StylePack(manifest, Map.of(BACKGROUND, bytes));
  }

  /** {@code cartoon_KIND.pb}, else the one {@code cartoon_*_KIND.pb}. */
  private static Path find(Path folder, String kind) {
    Path usual = folder.resolve("cartoon_" + kind + ".pb");
    if (Files.isRegularFile(usual)) {
      return usual;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      Optional<Path> older =
          entries
              .filter(Files::isRegularFile)
              .filter(
                  file ->
                      String.valueOf(file.getFileName())
                          .matches("cartoon_[a-z0-9-]+_" + kind + "\\.pb"))
              .sorted()
              .findFirst();
      return older.orElseThrow(
          () ->
              new BadModel(
                  folder
                      + " is not a DCT-Net model folder: it holds no cartoon_"
                      + kind
                      + ".pb; name the folder with cartoon_bg.pb, cartoon_h.pb and alpha.jpg"));
    } catch (IOException e) {
      throw new BadModel("the folder " + folder + " cannot be read: " + FileFailure.reason(e), e);
    }
  }

  private static Provenance provenance(String source, Path... files) {
    List<SourceFile> sources =
        Stream.of(files)
            .map(
                file ->
                    new SourceFile(
                        String.valueOf(file.getFileName()), StylePack.sha256(read(file))))
            .toList();
    return new Provenance(source, sources, "Katong " + Katong.VERSION);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BadModel(file + " cannot be read: " + FileFailure.reason(e), e);
    }
  }
}
