package dev.katong.forge.style;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.network.NetworkFacts;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleManifest.FrameNetwork;
import dev.katong.style.StyleManifest.HeadNetwork;
import dev.katong.style.StyleManifest.Provenance;
import dev.katong.style.StylePack;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes the pack of a style of DCT-Net's kind: a background and a head network, or one network for
 * both.
 */
final class PairPack {
  /** The file of a network that draws frames and heads. */
  static final String NETWORK = "network.onnx";

  static final String BACKGROUND = "background.onnx";
  static final String HEAD = "head.onnx";

  private PairPack() {}

  /**
   * A pack; the networks are looked into and run at a few sizes. Equal networks are one file.
   *
   * @param leastMultiple frames are padded to a multiple of it and of what the network needs
   * @param maskFile the mask's name in the pack
   */
  static StylePack of(
      String name,
      String description,
      ModelProto background,
      ModelProto head,
      int leastMultiple,
      String maskFile,
      byte[] mask,
      Provenance provenance) {
    NetworkFacts backgroundFacts = NetworkProfiler.of(background);
    NetworkFacts headFacts = NetworkProfiler.ofSecond(head, background, backgroundFacts);
    byte[] backgroundBytes = background.toByteArray();
    byte[] headBytes = head.toByteArray();
    boolean one = background.equals(head);
    String backgroundFile = one ? NETWORK : BACKGROUND;
    String headFile = one ? NETWORK : HEAD;
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(backgroundFile, backgroundBytes);
    files.put(headFile, headBytes);
    files.put(maskFile, mask);
    FrameNetwork frames =
        new FrameNetwork(
            backgroundFile,
            StylePack.sha256(backgroundBytes),
            NetworkFacts.step(backgroundFacts.step(), leastMultiple),
            backgroundFacts);
    HeadNetwork heads =
        new HeadNetwork(
            headFile, StylePack.sha256(headBytes), DctNetFolder.HEAD_SIZE, maskFile, headFacts);
    StyleManifest manifest =
        new StyleManifest(
            StyleManifest.FORMAT,
            name,
            description,
            DctNetFolder.WORKING_SIZE,
            frames,
            heads,
            "Apache-2.0",
            provenance);
    return new StylePack(manifest, files);
  }
}
