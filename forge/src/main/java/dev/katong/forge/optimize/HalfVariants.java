package dev.katong.forge.optimize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.Portrait;
import dev.katong.forge.half.HalfPrecision;
import dev.katong.forge.quality.Comparison;
import dev.katong.forge.style.NetworkProfiler;
import dev.katong.image.Photo;
import dev.katong.image.PhotoSource;
import dev.katong.image.PictureSize;
import dev.katong.network.Device;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Precision;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleManifest.HeadNetwork;
import dev.katong.style.StylePack;
import dev.katong.style.StyleVariant;
import dev.katong.style.StyleVariant.VariantNetwork;
import dev.katong.style.VariantMaker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Makes variants in half precision when they are first used. They are those of {@link
 * StyleOptimizer}, but measured on a small picture and not timed: on a processor they take the time
 * and the memory of the style's own networks, whose facts they get.
 */
public final class HalfVariants implements VariantMaker {
  private static final Recipe RECIPE = new Recipe(Precision.FP16, 0);

  /** The side of the picture on which networks of frames are compared, at least. */
  private static final int SIDE = 256;

  /** Used by {@link java.util.ServiceLoader}. */
  public HalfVariants() {}

  @Override
  public Optional<StylePack> halved(StylePack style) {
    StyleManifest manifest = style.manifest();
    HeadNetwork head = manifest.head();
    Builder variant = new Builder(style);
    NetworkFacts facts = manifest.background().facts();
    PictureSize window = facts == null ? null : facts.window();
    VariantNetwork background =
        variant.add(
            manifest.background().file(),
            head == null || manifest.hasOneNetwork() ? "" : "-background",
            facts,
            window == null
                ? new PictureSize(SIDE, SIDE).roundedUpTo(manifest.background().multipleOf())
                : window);
    VariantNetwork faces = null;
    if (head != null) {
      faces =
          manifest.hasOneNetwork()
              ? background
              : variant.add(
                  head.file(), "-head", head.facts(), new PictureSize(head.size(), head.size()));
    }
    return variant.built(background, faces);
  }

  /** Collects the networks of one variant. */
  private static final class Builder {
    private final StylePack style;
    private final Map<String, byte[]> files = new HashMap<>();
    private final List<Comparison> comparisons = new ArrayList<>();
    private boolean differs;

    Builder(StylePack style) {
      this.style = style;
    }

    /**
     * Adds a network.
     *
     * @param file the style's own
     * @param suffix of the new file's name
     * @param size of the picture on which both are compared
     */
    VariantNetwork add(String file, String suffix, @Nullable NetworkFacts facts, PictureSize size) {
      byte[] own = style.file(file);
      ModelProto model = TargetNetwork.parse(own, "network " + file);
      ModelProto stored = HalfPrecision.stored(model);
      differs |= !HalfPrecision.isStored(model) && HalfPrecision.isStored(stored);
      byte[] half = stored.toByteArray();
      try (PhotoSource portrait = PhotoSource.of(Portrait.jpeg(), "the drawn portrait");
          Photo photo = portrait.decode();
          Mat picture = size.fit(photo.mat());
          Trial trial = new Trial("network " + file, own, half)) {
        comparisons.addAll(trial.compare(List.of(List.of(picture))));
      }
      String name = RECIPE.variantName() + suffix + ".onnx";
      files.put(name, half);
      return new VariantNetwork(
          name,
          StylePack.sha256(half),
          facts == null ? NetworkProfiler.withoutMemory(stored) : inHalf(facts));
    }

    private static NetworkFacts inHalf(NetworkFacts own) {
      return own.measured(
          own.memory().stream()
              .filter(measured -> measured.device().equals(Device.CPU.label()))
              .map(measured -> measured.in(Precision.FP16))
              .toList());
    }

    /** Empty if all networks are copies of the style's own. */
    Optional<StylePack> built(VariantNetwork background, @Nullable VariantNetwork head) {
      return differs
          ? Optional.of(
              style.with(
                  new StyleVariant(
                      RECIPE.variantName(),
                      RECIPE.precision(),
                      0,
                      background,
                      head,
                      Trial.quality(comparisons),
                      List.of()),
                  files))
          : Optional.empty();
    }
  }
}
