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

/** Makes the pack of a style of DCT-Net's kind: a background and a head network. */
final class PairPack {
  static final String BACKGROUND = "background.onnx";
  static final String HEAD = "head.onnx";

  private PairPack() {}

  /**
   * A pack; the networks are looked into and run at a few sizes.
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
    NetworkFacts backgroundFacts = Survey.of(background);
    NetworkFacts headFacts = Survey.ofSecond(head, background, backgroundFacts);
    byte[] backgroundBytes = background.toByteArray();
    byte[] headBytes = head.toByteArray();
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(BACKGROUND, backgroundBytes);
    files.put(HEAD, headBytes);
    files.put(maskFile, mask);
    FrameNetwork frames =
        new FrameNetwork(
            BACKGROUND,
            StylePack.sha256(backgroundBytes),
            NetworkFacts.step(backgroundFacts.step(), leastMultiple),
            backgroundFacts);
    HeadNetwork heads =
        new HeadNetwork(
            HEAD, StylePack.sha256(headBytes), DctNetFolder.HEAD_SIZE, maskFile, headFacts);
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
