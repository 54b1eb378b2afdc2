package dev.katong.cli.style;

import dev.katong.image.PictureSize;
import dev.katong.memory.MemoryModel;
import dev.katong.network.MeasuredMemory;
import dev.katong.network.NetworkFacts;
import dev.katong.network.NetworkMemory;
import dev.katong.network.Precision;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The facts about a network, as text. */
final class FactsText {
  private FactsText() {}

  /**
   * The facts in one line, such as {@code tiles exactly: stride 4, halo 64; 8 MB + 520 bytes a
   * pixel}.
   */
  static String of(@Nullable NetworkFacts facts) {
    if (facts == null) {
      return "not analysed, so it needs the whole frame; import the style again";
    }
    String enlarges = facts.scale() == 1 ? "" : "; enlarges %d times".formatted(facts.scale());
    return tiling(facts) + enlarges + "; " + memory(facts);
  }

  private static String tiling(NetworkFacts facts) {
    PictureSize window = facts.window();
    if (window != null) {
      return "takes tiles of %s pixels only, with blended seams".formatted(window.text());
    }
    String numbers = ": stride %d, halo %d".formatted(facts.stride(), facts.halo());
    return switch (facts.tiling()) {
      case EXACT -> "tiles exactly" + numbers;
      case BLENDED -> "tiles with blended seams" + numbers;
      case WHOLE -> "needs the whole frame";
    };
  }

  private static String memory(NetworkFacts facts) {
    if (facts.memory().isEmpty()) {
      return "about " + of(NetworkMemory.estimate(facts, Precision.FP32)) + ", not measured";
    }
    return facts.memory().stream().map(FactsText::of).collect(Collectors.joining("; "));
  }

  private static String of(MeasuredMemory measured) {
    return of(measured.model())
        + " (%s, %s, ONNX Runtime %s)"
            .formatted(measured.device(), measured.precision().label(), measured.engine());
  }

  private static String of(MemoryModel model) {
    return String.format(
        Locale.ROOT,
        "%.0f MB + %.0f bytes a pixel",
        model.fixedBytes() / 1e6,
        model.bytesPerPixel());
  }
}
