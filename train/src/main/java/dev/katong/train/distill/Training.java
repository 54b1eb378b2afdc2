package dev.katong.train.distill;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import dev.katong.forge.quality.Fidelity;
import dev.katong.image.io.AtomicFile;
import dev.katong.image.io.FileFailure;
import dev.katong.train.learn.Checkpoint;
import dev.katong.train.learn.TrainingLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A training from its start, or from its last checkpoint, to its end, in a folder of its own:
 * {@code checkpoint.bin} every few minutes, {@code student.onnx} and {@code sheet.png} (photo,
 * teacher, student at the first validation, student now) after each validation, {@code log.csv}.
 */
public final class Training {
  private static final String CHECKPOINT = "checkpoint.bin";
  private static final String STUDENT = "student.onnx";
  private static final String SHEET = "sheet.png";
  private static final String LOG = "log.csv";
  private static final String SPENT = "spent";
  private static final long SAVE_EVERY_NANOS = TimeUnit.MINUTES.toNanos(3);

  /** The share of the training between two validations. */
  private static final double VALIDATE_EVERY = 0.05;

  /** A training without a discriminator ends after this many validations without a gain. */
  private static final int PATIENCE = 6;

  private static final double BETTER = 0.02;

  private final Distillation distillation;
  private final TrainingLimit limit;
  private final Validation validation;
  private final boolean untilTheEnd;
  private final Path folder;
  private final Listener listener;

  private ModelProto best;
  private Fidelity bestMark;

  /**
   * The best mark since the first validation: a start that was good is fallen behind for a while.
   */
  private double bestOnTheWay = Double.NEGATIVE_INFINITY;

  private int validationsWithoutGain;
  private Validation.@Nullable Result before;
  private Duration spent = Duration.ZERO;

  /** Receives the progress of a training. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Reports that some steps are done.
     *
     * @param fraction 0 at the start, 1 at the end
     * @param status one short line for people
     */
    void at(double fraction, String status);
  }

  /**
   * Creates a training.
   *
   * @param untilTheEnd true if the last student is the result, as with a discriminator, whose
   *     effect PSNR does not show; otherwise the best student is the result, and the training ends
   *     once it stops improving
   * @param folder created if missing
   */
  public Training(
      Distillation distillation,
      TrainingLimit limit,
      Validation validation,
      boolean untilTheEnd,
      Path folder,
      Listener listener) {
    this.distillation = distillation;
    this.limit = limit;
    this.validation = validation;
    this.untilTheEnd = untilTheEnd;
    this.folder = folder;
    this.listener = listener;
    this.best = distillation.model();
    this.bestMark = new Fidelity(0, -1);
  }

  /**
   * Trains the student.
   *
   * @return the trained student
   * @throws BadOutput if the folder cannot be written
   */
  public ModelProto run() {
    try {
      Files.createDirectories(folder);
      resume();
      validate();
      return trained();
    } catch (IOException e) {
      throw new BadOutput(
          "the folder %s of the training cannot be written: %s"
              .formatted(folder, FileFailure.reason(e)),
          e);
    } finally {
      if (before != null) {
        before.close();
      }
    }
  }

  private ModelProto trained() throws IOException {
    long clock = System.nanoTime();
    long saved = clock;
    double validated = limit.fraction(distillation.step(), spent);
    while (limit.fraction(distillation.step(), spent) < 1 && (untilTheEnd || isGaining())) {
      double fraction = limit.fraction(distillation.step() + 1, spent);
      Distillation.Loss loss = distillation.next(fraction);
      long now = System.nanoTime();
      spent = spent.plusNanos(now - clock);
      clock = now;
      note(loss);
      listener.at(
          fraction,
          String.format(
              Locale.ROOT,
              "step %d, loss %.4f, %.2f dB",
              distillation.step(),
              loss.picture(),
              bestMark.psnr()));
      if (fraction - validated >= VALIDATE_EVERY || fraction >= 1) {
        validate();
        validated = fraction;
      }
      if (now - saved > SAVE_EVERY_NANOS) {
        save();
        saved = now;
      }
    }
    save();
    return best;
  }

  private boolean isGaining() {
    return validationsWithoutGain < PATIENCE;
  }

  private void resume() throws IOException {
    Path file = folder.resolve(CHECKPOINT);
    if (!Files.exists(file)) {
      return;
    }
    Checkpoint checkpoint = Checkpoint.read(file);
    distillation.restore(checkpoint);
    float[] seconds = checkpoint.under(SPENT).get("");
    spent = Duration.ofSeconds(seconds == null ? 0 : (long) seconds[0]);
    Path student = folder.resolve(STUDENT);
    if (Files.exists(student)) {
      try {
        best = ModelProto.parseFrom(Files.readAllBytes(student));
      } catch (InvalidProtocolBufferException e) {
        throw new BadModel(student + " is damaged; delete it and the training continues", e);
      }
      try (Validation.Result result = validation.of(best)) {
        bestMark = result.mean();
      }
    }
  }

  private void validate() throws IOException {
    ModelProto student = distillation.model();
    Validation.Result result = validation.of(student);
    try {
      Fidelity mark = result.mean();
      boolean better = untilTheEnd || mark.psnr() > bestMark.psnr() + BETTER;
      if (before != null) {
        validationsWithoutGain =
            mark.psnr() > bestOnTheWay + BETTER ? 0 : validationsWithoutGain + 1;
        bestOnTheWay = Math.max(bestOnTheWay, mark.psnr());
      }
      if (better) {
        best = student;
        bestMark = mark;
        AtomicFile.write(folder.resolve(STUDENT), student.toByteArray());
        validation.writeSheet(
            before == null ? List.of(result) : List.of(before, result), folder.resolve(SHEET));
      }
      append(
          String.format(
              Locale.ROOT,
              "validation,%d,%d,%.3f,%.4f%n",
              distillation.step(),
              spent.toSeconds(),
              mark.psnr(),
              mark.ssim()));
    } finally {
      if (before == null) {
        before = result;
      } else {
        result.close();
      }
    }
  }

  private void note(Distillation.Loss loss) throws IOException {
    append(
        String.format(
            Locale.ROOT,
            "step,%d,%d,%.5f,%.5f,%.5f%n",
            distillation.step(),
            spent.toSeconds(),
            loss.picture(),
            loss.features(),
            loss.adversarial()));
  }

  private void append(String line) throws IOException {
    Files.writeString(
        folder.resolve(LOG), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void save() {
    Checkpoint checkpoint = distillation.checkpoint();
    Map<String, float[]> arrays = checkpoint.arrays();
    arrays.put(SPENT, new float[] {spent.toSeconds()});
    new Checkpoint(checkpoint.step(), arrays).write(folder.resolve(CHECKPOINT));
  }
}
