package dev.katong.cli.cartoonize;

import dev.katong.Plan;
import dev.katong.cli.console.Printable;
import dev.katong.memory.MemorySize;
import dev.katong.plan.TileGrid;
import dev.katong.style.StyleVariant;
import java.util.List;
import java.util.Locale;

/** The cost of a photo as text for people. */
final class PlanText {
  private PlanText() {}

  static List<String> of(Batch.Item item, Plan plan) {
    return List.of(
        Printable.text(item.shown().toString()),
        line("result", plan.result().text() + " in the style " + plan.style()),
        line("background", plan.frame().text() + ", " + tiles(plan)),
        line(
            "heads",
            plan.headBatch() == 0 ? "not drawn" : "up to " + plan.headBatch() + " at once"),
        line("runs on", plan.device() + ", " + plan.precision().label()),
        line("variant", variant(plan)),
        line(
            "networks",
            "%s of %s".formatted(MemorySize.text(plan.networks()), MemorySize.text(plan.budget()))),
        line("peak", MemorySize.text(plan.peak()) + " with the pictures"));
  }

  private static String variant(Plan plan) {
    return plan.variant().equals(StyleVariant.FULL)
        ? plan.variant() + ", the style's own networks"
        : plan.variant();
  }

  private static String tiles(Plan plan) {
    TileGrid grid = plan.grid();
    return grid.isWhole()
        ? "as a whole"
        : String.format(
            Locale.ROOT,
            "%s in %d tiles of %s (%d across, %d down), %.2f times the work",
            plan.tiling().label(),
            grid.count(),
            grid.window().text(),
            grid.columns(),
            grid.rows(),
            (double) grid.work() / grid.frame().pixels());
  }

  private static String line(String name, String value) {
    return "  %-12s%s".formatted(name, value);
  }
}
