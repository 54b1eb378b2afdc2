package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.katong.image.PictureSize;
import dev.katong.network.Network;
import java.util.List;
import java.util.Optional;

/**
 * The relation of a finished network's pictures to its frames.
 *
 * @param scale how many times as wide and high as a frame its picture is
 * @param window the only size that it takes; empty where it takes others
 */
public record PictureForm(int scale, Optional<PictureSize> window) {
  /** The form of a finished network: uint8 {@code [N,H,W,3]} in and out. */
  public static PictureForm of(ModelProto model) {
    int scale =
        model.getMetadataPropsList().stream()
            .filter(entry -> entry.getKey().equals(Network.SCALE))
            .map(entry -> Integer.parseInt(entry.getValue()))
            .findFirst()
            .orElse(1);
    List<ValueInfoProto> inputs = NetworkInspection.inputs(model.getGraph());
    if (inputs.isEmpty()) {
      return new PictureForm(scale, Optional.empty());
    }
    List<Dimension> dims = inputs.get(0).getType().getTensorType().getShape().getDimList();
    boolean isFixed =
        dims.size() == 4 && dims.get(1).getDimValue() > 0 && dims.get(2).getDimValue() > 0;
    return new PictureForm(
        scale,
        isFixed
            ? Optional.of(
                new PictureSize(
                    Math.toIntExact(dims.get(2).getDimValue()),
                    Math.toIntExact(dims.get(1).getDimValue())))
            : Optional.empty());
  }

  /** The network with its scale written down, where it is not 1. */
  public static ModelProto scaled(ModelProto model, int scale) {
    return scale == 1
        ? model
        : model.toBuilder()
            .addMetadataProps(
                StringStringEntryProto.newBuilder()
                    .setKey(Network.SCALE)
                    .setValue(Integer.toString(scale)))
            .build();
  }
}
