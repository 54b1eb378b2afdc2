package dev.katong.forge.optimize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadPhoto;
import dev.katong.KatongException.NoFace;
import dev.katong.KatongException.NoSuchStyle;
import dev.katong.KatongHome;
import dev.katong.face.FaceDetector;
import dev.katong.face.FaceDetectors;
import dev.katong.forge.optimize.Reductions.PrunedModel;
import dev.katong.forge.quality.Comparison;
import dev.katong.network.Precision;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleManifest.HeadNetwork;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import dev.katong.style.StyleVariant;
import dev.katong.style.StyleVariant.Quality;
import dev.katong.style.StyleVariant.Speed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes a variant of a style, measures it against the style's own networks, and adds it to the
 * style's pack. A variant that is not as faithful as asked is added with its true number, or not at
 * all if that was asked for. A failure leaves the pack as it was.
 */
public final class StyleOptimizer {
  private final KatongHome home;
  private final StyleStore store;
  private final Reductions reductions;
  private final OptimizeListener listener;

  /** An optimizer of the styles of a folder. */
  public StyleOptimizer(KatongHome home, OptimizeListener listener) {
    this(home, new Reductions(home, FineTuning.find(), listener), listener);
  }

  StyleOptimizer(KatongHome home, Reductions reductions, OptimizeListener listener) {
    this.home = home;
    this.store = new StyleStore(home.styles());
    this.reductions = reductions;
    this.listener = listener;
  }

  /**
   * Makes a variant and adds it; it replaces one of the same name.
   *
   * @param style its name; of a built-in style a copy is made, which draws in its place
   * @throws NoSuchStyle if there is none of that name
   * @throws BadPhoto if there are no photos that can be used
   * @throws NoFace if the style draws heads and no photo shows a face
   * @throws BadModel if a network cannot be made smaller, or reaches less than asked
   * @throws KatongException.BadOutput if the pack cannot be written
   */
  public Outcome optimize(String style, Recipe recipe, OptimizeSettings settings) {
    StylePack pack = whole(style);
    try (CalibrationData material = material(pack.manifest(), recipe, settings)) {
      List<TargetNetwork> subjects = subjects(pack, material);
      List<Made> made = new ArrayList<>();
      List<Comparison> comparisons = new ArrayList<>();
      Speed speed = null;
      for (TargetNetwork subject : subjects) {
        Made smaller = reduce(pack, subject, recipe, material, settings);
        listener.step(subject.name() + ": measure");
        try (Trial trial = new Trial(subject.name(), subject.own(), smaller.network())) {
          comparisons.addAll(trial.compare(subject.validation()));
          speed = speed == null ? trial.speed(subject.validation().get(0).get(0)) : speed;
        }
        made.add(smaller);
      }
      Quality quality = Trial.quality(comparisons);
      check(quality, recipe, settings);
      listener.step("memory");
      VariantFiles files = VariantFiles.of(recipe.variantName(), made, pack.manifest());
      StyleVariant variant =
          new StyleVariant(
              recipe.variantName(),
              recipe.precision(),
              made.get(0).pruned(),
              files.background(),
              files.head(),
              quality,
              List.of(speed));
      // Read again: another process may have added a variant meanwhile.
      store.add(whole(style).with(variant, files.contents()), true);
    }
    reductions.forget(style, recipe);
    StylePack added = store.find(style);
    return new Outcome(
        added.manifest(),
        added.manifest().needVariant(recipe.variantName()),
        added.bytes(recipe.variantName()),
        added.bytes(StyleVariant.FULL));
  }

  /**
   * Removes a variant from a style.
   *
   * @throws NoSuchStyle if there is no such style or variant
   */
  public void remove(String style, String variant) {
    store.add(whole(style).without(variant), true);
  }

  private StylePack whole(String style) {
    if (!store.names().contains(style)) {
      throw new NoSuchStyle(
          "there is no style '%s'; available styles: %s; 'katong style pull' and 'style import' add more"
              .formatted(style, String.join(", ", store.names())));
    }
    return store.find(style).whole();
  }

  private CalibrationData material(StyleManifest style, Recipe recipe, OptimizeSettings settings) {
    boolean learns = recipe.precision() == Precision.INT8 || recipe.pruned() > 0;
    if (learns && settings.folder().isEmpty()) {
      throw new BadPhoto(
          recipe.variantName()
              + " needs photos to learn from and to be measured on; name a folder of them with"
              + " --photos");
    }
    Optional<FaceDetector> detector =
        style.head() == null
            ? Optional.empty()
            : Optional.of(FaceDetectors.open(home.faceDetector()));
    try {
      return CalibrationData.of(style, settings.folder(), detector, listener);
    } finally {
      detector.ifPresent(FaceDetector::close);
    }
  }

  private static List<TargetNetwork> subjects(StylePack pack, CalibrationData material) {
    StyleManifest style = pack.manifest();
    byte[] background = pack.file(style.background().file());
    int multipleOf = style.background().multipleOf();
    HeadNetwork head = style.head();
    if (head == null) {
      return List.of(
          TargetNetwork.background(
              background, multipleOf, material.training(), material.validation()));
    }
    return head.sha256().equals(style.background().sha256())
        ? List.of(
            TargetNetwork.both(background, multipleOf, material.training(), material.validation()))
        : List.of(
            TargetNetwork.background(
                background, multipleOf, material.training(), material.validation()),
            TargetNetwork.head(
                pack.file(head.file()), head.size(), material.training(), material.validation()));
  }

  private Made reduce(
      StylePack pack,
      TargetNetwork subject,
      Recipe recipe,
      CalibrationData material,
      OptimizeSettings settings) {
    PrunedModel start =
        recipe.pruned() == 0
            ? new PrunedModel(subject.model(), 0)
            : prunedBefore(pack, subject, recipe)
                .orElseGet(
                    () ->
                        reductions.prune(
                            pack.manifest().name(), subject, recipe, material.photos(), settings));
    ModelProto smaller = reductions.convert(subject, start.model(), recipe, settings);
    return new Made(subject, smaller.toByteArray(), start.pruned());
  }

  /** A network that has been pruned and trained already, for a change of precision only. */
  private static Optional<PrunedModel> prunedBefore(
      StylePack pack, TargetNetwork subject, Recipe recipe) {
    return recipe.precision() == Precision.FP32
        ? Optional.empty()
        : pack.manifest()
            .variant(recipe.pruningOnly().variantName())
            .map(
                variant ->
                    new PrunedModel(
                        subject.networkIn(pack.drawnBy(variant.name())), variant.pruned()));
  }

  private void check(Quality quality, Recipe recipe, OptimizeSettings settings) {
    if (quality.psnr() >= settings.floor()) {
      return;
    }
    String reached =
        String.format(
            Locale.ROOT,
            "%s reaches %.1f dB (SSIM %.3f), not %.1f",
            recipe.variantName(),
            quality.psnr(),
            quality.ssim(),
            settings.floor());
    if (settings.strict()) {
      throw new BadModel(reached + ", so it was not added; a lower --quality keeps it");
    }
    listener.note(
        reached
            + ": there is no better one at this speed; it is added with that number, and draws only"
            + " where it is asked for");
  }
}
