package dev.katong.forge.compare;

import dev.katong.Cartoon;
import dev.katong.Katong;
import dev.katong.KatongHome;
import dev.katong.Options;
import dev.katong.Progress;
import dev.katong.Report;
import dev.katong.Stage;
import dev.katong.image.Photo;
import dev.katong.memory.NativeMemory;
import dev.katong.network.Precision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * One variant, which draws the same photo several times. It owns what it draws with, and its
 * cartoon.
 */
final class VariantRunner implements AutoCloseable {
  private final Katong katong;
  private final Options options;
  private final String variant;
  private final List<Double> millis = new ArrayList<>();
  private @Nullable Cartoon cartoon;

  VariantRunner(KatongHome home, String style, String variant) {
    this.katong = Katong.open(home);
    this.options = Options.builder().style(style).variant(variant).build();
    this.variant = variant;
  }

  /** Draws for the first time, which also loads the networks. */
  void draw(Photo photo) {
    cartoon = katong.cartoonize(photo, options, Progress.NONE);
  }

  /** Draws once more, for the time that it takes. */
  void time(Photo photo) {
    try (Cartoon again = katong.cartoonize(photo, options, Progress.NONE)) {
      var stages = again.report().millis();
      millis.add(
          stages.getOrDefault(Stage.BACKGROUND, 0.0) + stages.getOrDefault(Stage.HEADS, 0.0));
    }
  }

  String variant() {
    return variant;
  }

  /** The first cartoon, 8-bit BGR; owned by the easel. */
  Mat cartoon() {
    return drawn().mat();
  }

  Precision precision() {
    return drawn().report().plan().precision();
  }

  /** Peak resident memory in bytes of the first drawing, minus the idle process. */
  long memory() {
    Report report = drawn().report();
    return report.memory().measured().orElse(report.memory().predicted());
  }

  /** The median time of the networks, faces included. */
  double millis() {
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  private Cartoon drawn() {
    return Objects.requireNonNull(cartoon, "draw first");
  }

  @Override
  public void close() {
    NativeMemory.release(cartoon, katong);
  }
}
