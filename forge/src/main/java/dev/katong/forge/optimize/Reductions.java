package dev.katong.forge.optimize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongHome;
import dev.katong.forge.fit.Fitting;
import dev.katong.forge.half.HalfPrecision;
import dev.katong.forge.onnx.PictureForm;
import dev.katong.forge.optimize.FineTuning.TrainingJob;
import dev.katong.forge.prune.PrunedNetwork;
import dev.katong.forge.prune.Pruning;
import dev.katong.forge.quality.Fidelity;
import dev.katong.forge.quantize.HeldOut;
import dev.katong.forge.quantize.Quantization;
import dev.katong.forge.quantize.QuantizedNetwork;
import dev.katong.image.io.FileFailure;
import dev.katong.image.io.FileTree;
import dev.katong.memory.NativeMemory;
import dev.katong.network.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/** The ways in which networks become smaller. */
class Reductions {
  /**
   * A network on its way, before its precision changes.
   *
   * @param pruned the share of the filters that went, 0 to 1
   */
  record PrunedModel(ModelProto model, double pruned) {}

  /** The middle of each picture is enough to judge channels by; all of it would take gigabytes. */
  private static final int PIECE_SIDE = 256;

  private final KatongHome home;
  private final Optional<FineTuning> trainer;
  private final OptimizeListener listener;

  Reductions(KatongHome home, Optional<FineTuning> trainer, OptimizeListener listener) {
    this.home = home;
    this.trainer = trainer;
    this.listener = listener;
  }

  /**
   * A network with fewer channels, trained if a trainer is available.
   *
   * @throws BadModel if it has no channels that can be removed
   */
  PrunedModel prune(
      String style,
      TargetNetwork subject,
      Recipe recipe,
      List<Path> photos,
      OptimizeSettings settings) {
    listener.step(subject.name() + ": prune");
    ModelProto own = subject.model();
    PrunedNetwork pruned = pruned(own, subject, recipe.pruned());
    if (trainer.isEmpty()) {
      listener.note(
          "the weights that are left were not fine-tuned, and the pictures are worse than they could"
              + " be: no trainer is on the class path; docs/small-networks.md tells how to add the"
              + " module 'train'");
      return new PrunedModel(pruned.model(), pruned.ratio());
    }
    listener.step(
        "%s: train for at most %d minutes"
            .formatted(subject.name(), settings.training().toMinutes()));
    ModelProto trained =
        trainer
            .get()
            .fineTune(
                new TrainingJob(
                    pruned.model(),
                    own,
                    pruned.kept(),
                    photos,
                    subject.faceSize(),
                    settings.training(),
                    checkpoints(style, recipe).resolve(subject.name().replace(' ', '-')),
                    listener::progress));
    return new PrunedModel(trained, pruned.ratio());
  }

  private PrunedNetwork pruned(ModelProto own, TargetNetwork subject, double share) {
    List<Mat> pieces = new ArrayList<>();
    try {
      boolean isOfOneSize = PictureForm.of(own).window().isPresent();
      subject
          .training()
          .forEach(
              picture ->
                  pieces.add(isOfOneSize ? picture.clone() : piece(picture, subject.multipleOf())));
      PrunedNetwork pruned = Pruning.byRatio(share).after(pieces).prune(own);
      listener.note(
          String.format(
              Locale.ROOT,
              "%s: %d of %d filters are gone, %.1f %%",
              subject.name(),
              pruned.removed(),
              pruned.filters(),
              100 * pruned.ratio()));
      if (pruned.removed() == 0) {
        throw new BadModel(
            "nothing can be taken out of the %s at a share of %s; ask for a larger one"
                .formatted(subject.name(), share));
      }
      return pruned;
    } finally {
      NativeMemory.release(pieces);
    }
  }

  /** A network that computes with another precision, fitted to the machine. */
  ModelProto convert(
      TargetNetwork subject, ModelProto network, Recipe recipe, OptimizeSettings settings) {
    Precision precision = recipe.precision();
    listener.step(
        subject.name()
            + ": "
            + (precision == Precision.FP32 ? "fit to the machine" : precision.label()));
    ModelProto fitted = Fitting.fit(network);
    return switch (precision) {
      // A pruned network may still be made int8.
      case FP32 -> recipe.pruned() > 0 ? fitted : Fitting.fitFully(network, subject.multipleOf());
      // Processors have next to no operations of 16 bits.
      case FP16 -> halved(fitted, subject, recipe);
      case INT8 -> quantized(fitted, subject, settings.floor());
    };
  }

  private static ModelProto halved(ModelProto network, TargetNetwork subject, Recipe recipe) {
    if (recipe.pruned() == 0
        && HalfPrecision.isStored(TargetNetwork.parse(subject.own(), subject.name()))) {
      throw new BadModel(
          "the %s has its weights in 16 bits already; fp16 would be a copy of it"
              .formatted(subject.name()));
    }
    ModelProto stored = HalfPrecision.stored(network);
    if (!HalfPrecision.isStored(stored)) {
      throw new BadModel(
          "the %s has no weights that could be stored in 16 bits; fp16 would be a copy of it"
              .formatted(subject.name()));
    }
    return stored;
  }

  private ModelProto quantized(ModelProto network, TargetNetwork subject, double floor) {
    HeldOut held =
        new HeldOut(TargetNetwork.parse(subject.own(), subject.name()), subject.validation());
    QuantizedNetwork quantized =
        Quantization.of(
            network,
            subject.training(),
            held,
            new Fidelity(floor, 0),
            done -> listener.progress(done, "quantise"));
    if (!quantized.inSigns().isEmpty() || !quantized.keptInFloat().isEmpty()) {
      listener.note(
          "%s: %d convolutions hold signs apart, %d stay in floating point"
              .formatted(
                  subject.name(), quantized.inSigns().size(), quantized.keptInFloat().size()));
    }
    return quantized.model();
  }

  /** Deletes what a training that is over has left on the disk. */
  void forget(String style, Recipe recipe) {
    Path folder = checkpoints(style, recipe);
    try {
      FileTree.delete(folder);
    } catch (IOException e) {
      listener.note(folder + " was not deleted; delete it yourself: " + FileFailure.reason(e));
    }
  }

  private Path checkpoints(String style, Recipe recipe) {
    return home.folder().resolve("training").resolve(style + "-" + recipe.variantName());
  }

  /** The middle of a picture; of a small one, all. */
  private static Mat piece(Mat picture, int multipleOf) {
    int side = (PIECE_SIDE + multipleOf - 1) / multipleOf * multipleOf;
    if (picture.cols() <= side || picture.rows() <= side) {
      return picture.clone();
    }
    try (Rect middle =
            new Rect((picture.cols() - side) / 2, (picture.rows() - side) / 2, side, side);
        Mat part = new Mat(picture, middle)) {
      return part.clone();
    }
  }
}
