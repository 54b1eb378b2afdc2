package dev.katong.cli.cartoonize;

import dev.katong.Progress;
import dev.katong.Report;
import dev.katong.Stage;
import dev.katong.cli.console.Pace;
import dev.katong.cli.console.Printable;
import dev.katong.cli.console.StatusLine;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Shows the progress of a batch. On a terminal one line moves: for one picture its stage, for many
 * the number done, the rate and the time left. Elsewhere each picture is one plain line; successful
 * ones are not shown where the results are JSON.
 */
final class BatchLine {
  /** The share of a picture's time that has passed when a stage begins. */
  private static final Map<Stage, Double> BEGIN =
      Map.of(
          Stage.DECODE, 0.0,
          Stage.LOAD, 0.05,
          Stage.FACES, 0.15,
          Stage.BACKGROUND, 0.2,
          Stage.HEADS, 0.7,
          Stage.COMPOSITE, 0.9,
          Stage.ENCODE, 0.95);

  private final StatusLine line;
  private final boolean quiet;
  private final int count;
  private final long toDraw;
  private final Pace pace = new Pace(0);
  private final long begin = System.nanoTime();
  private final Map<Integer, Double> onTheWay = new HashMap<>();
  private int ended;
  private int drawn;
  private int skipped;
  private int failed;

  /**
   * Creates a line for a batch.
   *
   * @param quiet true if the results are printed elsewhere
   */
  BatchLine(StatusLine line, boolean quiet, Collection<Batch.Item> items) {
    this.line = line;
    this.quiet = quiet;
    this.count = items.size();
    this.toDraw = items.stream().filter(item -> !item.done()).count();
  }

  /**
   * Begins a picture.
   *
   * @return receives the picture's progress
   */
  Progress begin(Batch.Item item) {
    Stage[] shown = {Stage.DECODE};
    return (stage, fraction) -> {
      // Faces are found while the background network runs; the bar does not go back for them.
      if (fraction < 1 && stage.compareTo(shown[0]) >= 0 && BEGIN.containsKey(stage)) {
        shown[0] = stage;
        at(item, stage, fraction);
      }
    };
  }

  private synchronized void at(Batch.Item item, Stage stage, double fraction) {
    double from = BEGIN.getOrDefault(stage, 0.0);
    double to =
        BEGIN.values().stream().filter(begin -> begin > from).min(Double::compare).orElse(1.0);
    onTheWay.put(item.number(), from + fraction * (to - from));
    show(item, stage);
  }

  private void show(Batch.Item item, Stage stage) {
    if (quiet || !line.moves()) {
      return;
    }
    double done = ended + onTheWay.values().stream().mapToDouble(Double::doubleValue).sum();
    if (count == 1) {
      line.show(title(item) + StatusLine.bar(done) + " " + stage.label());
      return;
    }
    long now = System.nanoTime();
    line.show(
        "%s %d of %d%s%s%s"
            .formatted(
                StatusLine.bar(done / Math.max(1, toDraw)),
                ended,
                toDraw,
                pace.perSecond(done, now).map(rate -> ", " + rate(rate)).orElse(""),
                pace.left(done, (double) toDraw, now)
                    .map(time -> ", " + Pace.text(time) + " left")
                    .orElse(""),
                failed == 0 ? "" : ", " + failed + " failed"));
  }

  /** Ends a picture, successful or not. */
  synchronized void end(Batch.Item item) {
    if (!item.done()) {
      onTheWay.remove(item.number());
      ended++;
    }
  }

  /** Prints the outcome of a picture. */
  synchronized void tell(PictureOutcome outcome) {
    if (outcome instanceof PictureOutcome.Drawn done) {
      drawn++;
      say(text(done));
      done.report().warnings().forEach(warning -> say("  note: " + warning));
    } else if (outcome instanceof PictureOutcome.Skipped) {
      skipped++;
    } else if (outcome instanceof PictureOutcome.Failed) {
      failed++;
    }
  }

  private String text(PictureOutcome.Drawn done) {
    Report report = done.report();
    int faces = report.faces().size();
    return String.format(
        Locale.ROOT,
        "%s→ %s  %d×%d, %d face%s, %.1f s",
        title(done.item()),
        done.item().toStandardOutput() ? "standard output" : Printable.text(done.item().output()),
        report.width(),
        report.height(),
        faces,
        faces == 1 ? "" : "s",
        done.seconds());
  }

  private String title(Batch.Item item) {
    String number = count > 1 ? "[" + item.number() + "/" + count + "] " : "";
    String name =
        item.fromStandardInput() ? "standard input" : Printable.text(item.shown().getFileName());
    return number + name + " ";
  }

  /** Prints a summary of all pictures, if there are several. */
  synchronized void sum() {
    if (count == 1) {
      line.clear();
      return;
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    say(
        "%d drawn%s%s in %s%s"
            .formatted(
                drawn,
                skipped == 0
                    ? ""
                    : ", %d there already (--force draws them again)".formatted(skipped),
                failed == 0 ? "" : ", %d failed".formatted(failed),
                Pace.text(Duration.ofMillis((long) (1000 * seconds))),
                drawn == 0 ? "" : ", " + rate(drawn / seconds)));
  }

  private static String rate(double perSecond) {
    return perSecond >= 1
        ? String.format(Locale.ROOT, "%.1f a second", perSecond)
        : String.format(Locale.ROOT, "%.1f a minute", 60 * perSecond);
  }

  /** Prints an error, even if the line is quiet. */
  void complain(String sentence) {
    line.print(sentence);
  }

  private void say(String text) {
    if (!quiet) {
      line.print(text);
    }
  }
}
