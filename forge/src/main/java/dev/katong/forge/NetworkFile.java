package dev.katong.forge;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.ForeignNetwork;
import dev.katong.forge.onnx.OnnxFiles;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.tensorflow.FrozenGraph;
import java.nio.file.Files;
import java.nio.file.Path;
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
    if (isFrozenGraph(file)) {
      return FrozenGraph.read(file).toOnnx(ends);
    }
    ModelProto foreign = OnnxFiles.read(file);
    try {
      return ForeignNetwork.adapt(foreign, ends);
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
    if (!Files.isRegularFile(file)) {
      throw new BadModel("there is no network at " + file);
    }
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".pb");
  }
}
