package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.protobuf.ByteString;
import dev.katong.KatongException.BadModel;
import dev.katong.image.io.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Weights that a network keeps in files of their own, as PyTorch writes them: brings them into the
 * network. Only files in the network's folder, or in folders inside it, are read.
 */
final class ExternalData {
  private final Path network;
  private final Path folder;
  private long total;

  private ExternalData(Path network) {
    this.network = network;
    this.folder = Objects.requireNonNull(network.toAbsolutePath().normalize().getParent());
  }

  /**
   * Reads all weights that are in other files.
   *
   * @param network the file that the network was read from
   * @throws BadModel if a file is missing, too short, or outside of the network's folder
   */
  static ModelProto into(ModelProto model, Path network) {
    ModelProto.Builder whole = model.toBuilder();
    new ExternalData(network).fill(whole.getGraphBuilder());
    return whole.build();
  }

  private void fill(GraphProto.Builder graph) {
    graph.getInitializerBuilderList().forEach(this::fill);
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
        if (attribute.hasT()) {
          fill(attribute.getTBuilder());
        }
        if (attribute.hasG()) {
          fill(attribute.getGBuilder());
        }
        attribute.getGraphsBuilderList().forEach(this::fill);
      }
    }
  }

  private void fill(TensorProto.Builder tensor) {
    if (tensor.getDataLocation() != DataLocation.EXTERNAL) {
      return;
    }
    String location = "";
    long offset = 0;
    long length = -1;
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      switch (entry.getKey()) {
        case "location" -> location = entry.getValue();
        case "offset" -> offset = number(entry);
        case "length" -> length = number(entry);
        default -> {}
      }
    }
    tensor.setRawData(read(file(location), offset, length));
    tensor.clearExternalData().clearDataLocation();
  }

  private long number(StringStringEntryProto entry) {
    try {
      return Long.parseLong(entry.getValue());
    } catch (NumberFormatException e) {
      throw new BadModel(
          "%s is damaged: the %s of its weights is '%s'"
              .formatted(network, entry.getKey(), entry.getValue()),
          e);
    }
  }

  private Path file(String location) {
    Path file;
    try {
      file = folder.resolve(location).normalize();
    } catch (InvalidPathException e) {
      throw new BadModel(
          "%s names '%s' for its weights, which is no file name here".formatted(network, location),
          e);
    }
    if (location.isEmpty() || !file.startsWith(folder) || file.equals(folder)) {
      throw new BadModel(
          "%s wants its weights from '%s', outside of its folder; save the network in one file"
              .formatted(network, location));
    }
    if (!Files.isRegularFile(file)) {
      throw new BadModel(
          "%s keeps its weights in the file '%s', which is missing; put both into one folder"
              .formatted(network, location));
    }
    return file;
  }

  private ByteString read(Path file, long offset, long length) {
    try (FileChannel channel = FileChannel.open(file)) {
      long wanted = length < 0 ? channel.size() - offset : length;
      if (offset < 0 || wanted < 0 || offset + wanted > channel.size()) {
        throw new BadModel(
            "%s has %d bytes, and %s wants more; copy it again"
                .formatted(file, channel.size(), network));
      }
      total += wanted;
      if (total > Integer.MAX_VALUE) {
        throw new BadModel(
            "%s has more than 2 GB of weights; networks of up to 2 GB can be imported"
                .formatted(network));
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) wanted);
      while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {}
      return ByteString.copyFrom(bytes.flip());
    } catch (IOException e) {
      throw new BadModel(file + " cannot be read: " + FileFailure.reason(e), e);
    }
  }
}
