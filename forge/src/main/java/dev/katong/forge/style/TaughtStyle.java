package dev.katong.forge.style;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.Katong;
import dev.katong.forge.fit.Fitting;
import dev.katong.forge.half.HalfPrecision;
import dev.katong.style.StyleManifest.Provenance;
import dev.katong.style.StylePack;

/**
 * Makes the pack of a style whose networks were trained here after those of a DCT-Net style. Their
 * weights are stored in 16 bits and computed with in 32, which halves the files.
 */
public final class TaughtStyle {
  private static final String MASK = "mask.png";

  private TaughtStyle() {}

  /**
   * A pack.
   *
   * @param background for the whole frame, uint8 {@code [N,H,W,3]} BGR in, the same out
   * @param head for aligned faces of {@link DctNetFolder#HEAD_SIZE} pixels
   * @param teacher the style that was learnt from
   */
  public static StylePack pack(
      String name, ModelProto background, ModelProto head, DctNetFolder teacher) {
    return pack(name, "Small networks trained after a DCT-Net style", background, head, teacher);
  }

  /**
   * A pack of one network that draws frames and heads.
   *
   * @param description one line for people
   * @param network as {@code background} and {@code head} of {@link #pack(String, ModelProto,
   *     ModelProto, DctNetFolder)}
   */
  public static StylePack pack(
      String name, String description, ModelProto network, DctNetFolder teacher) {
    return pack(name, description, network, network, teacher);
  }

  private static StylePack pack(
      String name,
      String description,
      ModelProto background,
      ModelProto head,
      DctNetFolder teacher) {
    return PairPack.of(
        name,
        description,
        HalfPrecision.stored(Fitting.fit(background)),
        HalfPrecision.stored(Fitting.fit(head)),
        1,
        MASK,
        HeadMask.png(DctNetFolder.HEAD_SIZE),
        new Provenance(
            "trained by Katong from random weights, after " + DctNetFolder.AUTHORS,
            teacher.sources(),
            "Katong " + Katong.VERSION));
  }
}
