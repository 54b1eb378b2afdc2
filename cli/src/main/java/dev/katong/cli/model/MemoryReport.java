package dev.katong.cli.model;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.analysis.memory.MemoryTable;
import dev.katong.forge.analysis.memory.MemoryTable.Row;
import dev.katong.forge.analysis.memory.MemoryTrial;
import dev.katong.forge.style.NetworkProfiler;
import dev.katong.memory.MemorySize;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;

/** The table of {@code katong model inspect --memory}. */
final class MemoryReport {
  private static final String LINE = "  %-10s %-9s %-22s %8s %11s %7s %9s";

  private final PrintWriter out;
  private final long budget;

  /**
   * Creates a report.
   *
   * @param budget bytes that weights and activations of tiles may take
   */
  MemoryReport(PrintWriter out, long budget) {
    this.out = out;
    this.budget = budget;
  }

  /**
   * Prints the table.
   *
   * @param known facts from the graph
   * @param own the precision of the network
   * @param isMeasured true if its rows are also run
   */
  void print(ModelProto model, NetworkFacts known, Precision own, boolean isMeasured) {
    NetworkFacts facts = isMeasured ? NetworkProfiler.measured(model, known) : known;
    out.printf(
        "memory, on top of the process; weights and activations of tiles keep within %s%n",
        MemorySize.text(budget));
    out.println(
        facts.memory().isEmpty()
            ? "  predicted from the graph; activations are what is set aside, for the worst shapes"
            : "  %s is predicted from runs at small sizes, the rest from the graph; activations are what is set aside, for the worst shapes"
                .formatted(own.label()));
    if (facts.tiling() != Tiling.EXACT) {
      out.println(
          facts.tiling() == Tiling.BLENDED
              ? "  tiles are not exact: their seams are blended"
              : "  the network needs the whole frame: there are no tiles");
    }
    out.printf(
        LINE + "%s%n",
        "picture",
        "precision",
        "drawn as",
        "weights",
        "activations",
        "in/out",
        "predicted",
        isMeasured ? "  measured  error" : "");
    for (Precision precision : Precision.values()) {
      if (precision != own) {
        out.printf("  %s: a prediction, for a network converted to it%n", precision.label());
      }
      for (Row row : MemoryTable.rows(facts, precision, budget)) {
        print(row, isMeasured && precision == own ? measured(model, row) : "");
      }
    }
  }

  private void print(Row row, String measured) {
    out.printf(
        LINE + "%s%n",
        row.side() + "×" + row.side(),
        row.precision().label(),
        row.grid().isWhole()
            ? "whole"
            : "%d×%d tiles of %s"
                .formatted(row.grid().columns(), row.grid().rows(), row.grid().window().text()),
        megabytes(row.weights()),
        megabytes(row.activations()),
        megabytes(row.buffers()),
        megabytes(row.peak()),
        measured);
    out.flush();
  }

  private static String measured(ModelProto model, Row row) {
    OptionalLong peak = MemoryTrial.peak(model.toByteArray(), row);
    if (peak.isEmpty()) {
      return "  not run: more than the free memory, or the platform does not tell";
    }
    return String.format(
        Locale.ROOT,
        "%10s %+5.0f%%",
        megabytes(peak.getAsLong()),
        100.0 * row.peak() / peak.getAsLong() - 100);
  }

  private static String megabytes(long bytes) {
    return Math.round(bytes / (double) (1 << 20)) + " MB";
  }
}
