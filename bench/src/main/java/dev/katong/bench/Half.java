package dev.katong.bench;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.half.HalfPrecision;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a network that computes in 16 bits, as graphics cards can: {@code java -cp katong.jar
 * Half.java NETWORK.onnx OUT.onnx}.
 */
public final class Half {
  private Half() {}

  public static void main(String[] files) throws Exception {
    ModelProto network = ModelProto.parseFrom(Files.readAllBytes(Path.of(files[0])));
    Files.write(Path.of(files[1]), HalfPrecision.computed(network).toByteArray());
  }
}
