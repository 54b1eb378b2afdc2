package dev.katong.forge.optimize;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.half.HalfPrecision;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleManifest.HeadNetwork;
import dev.katong.style.StylePack;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A network of a style that is to be made smaller, and the pictures for it.
 *
 * @param name its name in messages, such as {@code background network}
 * @param own the style's own network, an ONNX file's bytes
 * @param training pictures as it gets them, to calibrate on; not owned
 * @param validation pictures as it gets them, to measure on, by kind; not owned
 * @param multipleOf the sides of a picture are multiples of this, in pixels
 * @param faceSize the side of aligned faces for a head network; empty for one that draws frames
 */
record TargetNetwork(
    String name,
    byte[] own,
    List<Mat> training,
    List<List<Mat>> validation,
    int multipleOf,
    OptionalInt faceSize) {

  /** The network of the whole frame. */
  static TargetNetwork background(
      byte[] own, int multipleOf, Samples training, Samples validation) {
    return new TargetNetwork(
        "background network",
        own,
        training.frames(),
        List.of(validation.frames()),
        multipleOf,
        OptionalInt.empty());
  }

  /** The network of aligned faces. */
  static TargetNetwork head(byte[] own, int size, Samples training, Samples validation) {
    return new TargetNetwork(
        "head network",
        own,
        training.faces(),
        List.of(validation.faces()),
        size,
        OptionalInt.of(size));
  }

  /** One network that draws both. */
  static TargetNetwork both(byte[] own, int multipleOf, Samples training, Samples validation) {
    return new TargetNetwork(
        "network of background and heads",
        own,
        Stream.concat(training.frames().stream(), training.faces().stream()).toList(),
        List.of(validation.frames(), validation.faces()),
        multipleOf,
        OptionalInt.empty());
  }

  /** The style's own network as a graph, with its weights in 32 bits. */
  ModelProto model() {
    return HalfPrecision.widened(parse(own, name));
  }

  /** The network of a pack that stands where this one does. */
  ModelProto networkIn(StylePack pack) {
    StyleManifest style = pack.manifest();
    HeadNetwork head = style.head();
    String file = faceSize.isPresent() && head != null ? head.file() : style.background().file();
    return parse(pack.file(file), name);
  }

  static ModelProto parse(byte[] network, String name) {
    try {
      return ModelProto.parseFrom(network);
    } catch (InvalidProtocolBufferException e) {
      throw new BadModel("the " + name + " is no ONNX network; import the style again", e);
    }
  }
}
