package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.PixelEnds.Layout;
import dev.katong.image.io.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.GraphDef;

/**
 * A TensorFlow network whose weights are constants of its graph, as in DCT-Net's {@code .pb} files.
 * Read it and turn it into an ONNX network that takes and gives pixels.
 */
public final class FrozenGraph {
  private final String name;
  private final GraphIndex index;

  private FrozenGraph(GraphDef graph, String name) {
    if (graph.getNodeCount() == 0) {
      throw new BadModel(
          name
              + " is not a frozen TensorFlow graph: it holds no nodes (a SavedModel must be"
              + " frozen)");
    }
    this.name = name;
    this.index = new GraphIndex(graph, name);
  }

  /**
   * Reads a {@code .pb} file.
   *
   * @throws BadModel if the file is missing, empty, damaged or something else
   */
  public static FrozenGraph read(Path file) {
    try {
      return new FrozenGraph(GraphDef.parseFrom(Files.readAllBytes(file)), file.toString());
    } catch (NoSuchFileException e) {
      throw new BadModel("there is no network at " + file, e);
    } catch (InvalidProtocolBufferException e) {
      throw new BadModel(file + " is not a frozen TensorFlow graph, or is damaged", e);
    } catch (IOException e) {
      throw new BadModel(file + " cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /**
   * A graph that is already in memory.
   *
   * @param name what errors call it
   * @throws BadModel if it holds no nodes or is inconsistent
   */
  public static FrozenGraph of(GraphDef graph, String name) {
    return new FrozenGraph(graph, name);
  }

  /**
   * The network in ONNX (operator set {@value GraphBuilder#OPSET}): input {@value PixelEnds#PHOTO},
   * output {@value PixelEnds#CARTOON}, both uint8 {@code [N,H,W,3]}, BGR, of any N, H and W. A
   * graph that was written for one picture treats each picture of a batch as that one. Whether
   * every H and W really works is for {@code SizeProbe} to find out.
   *
   * @param ends what the graph expects
   * @throws BadModel naming all nodes that cannot be imported, or why the graph's ends do not fit
   */
  public ModelProto toOnnx(PixelEnds ends) {
    return toOnnx(ends, null, null);
  }

  /**
   * As the other, from one node to another.
   *
   * @param input the name of the node that stands for the picture; null for the only Placeholder
   * @param output the name of the node that gives one; null for the one that no other takes
   */
  public ModelProto toOnnx(PixelEnds ends, @Nullable String input, @Nullable String output) {
    return new Conversion(index, name, ends, input, output, true).run();
  }

  /** The network with the graph's own ends: float in its own layout, and the raw result. */
  ModelProto toOnnxWithFloatEnds(Layout layout) {
    return new Conversion(index, name, PixelEnds.DCT_NET.in(layout), null, null, false).run();
  }
}
