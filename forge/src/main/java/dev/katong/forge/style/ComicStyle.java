package dev.katong.forge.style;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.Katong;
import dev.katong.network.MeasuredMemory;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Precision;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleManifest.FrameNetwork;
import dev.katong.style.StyleManifest.Provenance;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.util.List;
import java.util.Map;

/** Makes the pack of the built-in style; {@code core} carries a copy of it as a resource. */
public final class ComicStyle {
  private static final String BACKGROUND = "background.onnx";
  private static final int WORKING_SIZE = 720;

  /**
   * As the import of a style measures it, on Linux. The pack is the same everywhere, so it is
   * written down here; another version of the engine measures anew.
   */
  private static final MeasuredMemory MEMORY =
      new MeasuredMemory("cpu", Precision.FP32, "1.29.0", 2_000_000, 135, 180);

  private ComicStyle() {}

  public static StylePack pack() {
    ModelProto model = ComicNetwork.build();
    byte[] network = model.toByteArray();
    NetworkFacts facts = NetworkProfiler.withoutMemory(model).measured(List.of(MEMORY));
    StyleManifest manifest =
        new StyleManifest(
            StyleManifest.FORMAT,
            StyleStore.COMIC,
            "Flat colours and ink lines, by filters without trained weights",
            WORKING_SIZE,
            new FrameNetwork(BACKGROUND, StylePack.sha256(network), facts.step(), facts),
            null,
            "Apache-2.0",
            new Provenance("written by Katong's own code", List.of(), "Katong " + Katong.VERSION));
    return new StylePack(manifest, Map.of(BACKGROUND, network));
  }
}
