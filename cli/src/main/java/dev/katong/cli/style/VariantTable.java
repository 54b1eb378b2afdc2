package dev.katong.cli.style;

import dev.katong.Options;
import dev.katong.memory.MemoryModel;
import dev.katong.network.NetworkFacts;
import dev.katong.network.NetworkMemory;
import dev.katong.network.Precision;
import dev.katong.style.StyleManifest;
import dev.katong.style.StylePack;
import dev.katong.style.StyleVariant;
import dev.katong.style.StyleVariant.Quality;
import dev.katong.style.StyleVariant.Speed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A style's variants side by side, for people. */
final class VariantTable {
  private VariantTable() {}

  /** The head of the table, the style's own networks, and one line for each variant. */
  static List<String> lines(StylePack pack) {
    StyleManifest style = pack.manifest();
    String draws = Options.DEFAULTS.variantOf(style);
    List<String> lines = new ArrayList<>();
    lines.add(row("variant", "precision", "PSNR", "SSIM", "time", "files", "memory", ""));
    lines.add(
        row(
            StyleVariant.FULL,
            style.precision().label(),
            "-",
            "-",
            "1",
            megabytes(pack.bytes(StyleVariant.FULL)),
            memory(style.background().facts(), style.precision()),
            mark(StyleVariant.FULL, draws)));
    for (StyleVariant variant : style.variants()) {
      Quality quality = variant.quality();
      lines.add(
          row(
              variant.name(),
              variant.precision().label(),
              format("%.1f dB", quality.psnr()),
              format("%.4f", quality.ssim()),
              variant.speed().stream().map(VariantTable::time).collect(Collectors.joining(", ")),
              megabytes(pack.bytes(variant.name())),
              memory(variant.background().facts(), variant.precision()),
              mark(variant.name(), draws)));
    }
    return lines;
  }

  private static String row(Object... cells) {
    return "%-18s%-11s%7s%9s%7s%10s  %-15s%s".formatted(cells).stripTrailing();
  }

  private static String time(Speed speed) {
    return speed.device().equals("cpu")
        ? format("%.2f", speed.ratio())
        : format("%.2f %s", speed.ratio(), speed.device());
  }

  private static String memory(@Nullable NetworkFacts facts, Precision precision) {
    if (facts == null) {
      return "unknown";
    }
    MemoryModel memory = NetworkMemory.of(facts, precision);
    return format("%.0f MB + %.0f B", memory.fixedBytes() / 1e6, memory.bytesPerPixel());
  }

  private static String mark(String variant, String draws) {
    return variant.equals(draws) ? "  draws by itself" : "";
  }

  private static String megabytes(long bytes) {
    return format("%.1f MB", bytes / 1e6);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
