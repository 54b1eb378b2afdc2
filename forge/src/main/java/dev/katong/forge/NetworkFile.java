package dev.katong.forge;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.importer.FileKind;
import dev.katong.forge.importer.ImportOptions;
import dev.katong.forge.importer.ImportedNetwork;
import dev.katong.forge.importer.OnnxImport;
import dev.katong.forge.onnx.OnnxFiles;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.tensorflow.FrozenGraph;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A network of any kind that Katong reads: a TensorFlow frozen graph (.pb) or ONNX. */
public final class NetworkFile {
  private NetworkFile() {}

  /**
   * Reads a network and fits it to Katong: uint8 {@code [N,H,W,3]} BGR in, the same out.
   *
   * @param ends the input and output that the network itself expects
   * @throws BadModel if the file is missing, or its network cannot be fitted
   */
  public static ModelProto read(Path file, PixelEnds ends) {
    return read(file, ImportOptions.of(ends)).model();
  }

  /**
   * As {@link #read(Path, PixelEnds)}, finding out what is not said.
   *
   * @throws BadModel if the file is missing, or holds what cannot be fitted
   */
  public static ImportedNetwork read(Path file, ImportOptions options) {
    if (isFrozenGraph(file)) {
      return new ImportedNetwork(
          FrozenGraph.read(file)
              .toOnnx(options.or(PixelEnds.DCT_NET), options.input(), options.output()),
          List.of());
    }
    ModelProto foreign = OnnxFiles.read(file);
    try {
      return OnnxImport.of(foreign, options);
    } catch (BadModel e) {
      throw new BadModel(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a network as it is; a frozen graph is imported with DCT-Net's ends.
   *
   * @throws BadModel if the file is missing, or is no network
   */
  public static ModelProto readAsIs(Path file) {
    return isFrozenGraph(file)
        ? FrozenGraph.read(file).toOnnx(PixelEnds.DCT_NET)
        : OnnxFiles.read(file);
  }

  private static boolean isFrozenGraph(Path file) {
    FileKind.requireImportable(file);
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".pb");
  }
}
