package dev.katong.forge.optimize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.style.NetworkProfiler;
import dev.katong.network.NetworkFacts;
import dev.katong.style.StyleManifest;
import dev.katong.style.StylePack;
import dev.katong.style.StyleVariant.VariantNetwork;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of a variant, and what its manifest says of them.
 *
 * @param head null where the style has none
 * @param contents the files by name
 */
record VariantFiles(
    VariantNetwork background, @Nullable VariantNetwork head, Map<String, byte[]> contents) {

  /**
   * Looks into the networks, which are run at a few sizes; one file where one network draws both.
   *
   * @param made one network, or background and head
   */
  static VariantFiles of(String variant, List<Made> made, StyleManifest style) {
    Made first = made.get(0);
    ModelProto background = first.model();
    NetworkFacts facts = NetworkProfiler.of(background);
    if (made.size() == 1) {
      VariantNetwork network = network(variant + ".onnx", first.network(), facts);
      return new VariantFiles(
          network, style.head() == null ? null : network, Map.of(network.file(), first.network()));
    }
    Made second = made.get(1);
    NetworkFacts headFacts = NetworkProfiler.ofSecond(second.model(), background, facts);
    VariantNetwork frames = network(variant + "-background.onnx", first.network(), facts);
    VariantNetwork faces = network(variant + "-head.onnx", second.network(), headFacts);
    return new VariantFiles(
        frames, faces, Map.of(frames.file(), first.network(), faces.file(), second.network()));
  }

  private static VariantNetwork network(String file, byte[] content, NetworkFacts facts) {
    return new VariantNetwork(file, StylePack.sha256(content), facts);
  }
}
