package dev.katong.cli;

import dev.katong.Progress;
import dev.katong.Report;
import dev.katong.Stage;
import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import java.util.Map;

/**
 * Shows how far the work is: one line that moves on a terminal, else one plain line for each
 * picture; only failures where the results are JSON.
 */
final class ProgressLine implements Progress, AutoCloseable {
  private static final int BAR = 24;
  private static final String CLEAR = "\r\u001b[K";

  /** How much of a picture's time is over when a stage begins, for the bar alone. */
  private static final Map<Stage, Double> BEGIN =
      Map.of(
          Stage.DECODE, 0.0,
          Stage.LOAD, 0.05,
          Stage.FACES, 0.15,
          Stage.BACKGROUND, 0.2,
          Stage.HEADS, 0.7,
          Stage.COMPOSITE, 0.9,
          Stage.ENCODE, 0.95);

  private enum Manner {
    MOVING,
    PLAIN,
    QUIET
  }

  private final PrintWriter out;
  private final Manner manner;
  private String title = "";
  private Stage shown = Stage.DECODE;
  private long begin;

  private ProgressLine(PrintWriter out, Manner manner) {
    this.out = out;
    this.manner = manner;
  }

  static ProgressLine on(PrintWriter out, boolean quiet) {
    Manner manner = quiet ? Manner.QUIET : isTerminal() ? Manner.MOVING : Manner.PLAIN;
    return new ProgressLine(out, manner);
  }

  void start(Batch.Item item, int count) {
    String number = count > 1 ? "[" + item.number() + "/" + count + "] " : "";
    title = number + Printable.text(item.input().getFileName());
    shown = Stage.DECODE;
    begin = System.nanoTime();
  }

  @Override
  public void at(Stage stage, double fraction) {
    // Faces are found beside the background network; the bar does not go back for them.
    boolean later = stage.compareTo(shown) >= 0;
    if (manner == Manner.MOVING && fraction < 1 && later) {
      shown = stage;
      double from = BEGIN.getOrDefault(stage, 0.0);
      double to =
          BEGIN.values().stream().filter(begin -> begin > from).min(Double::compare).orElse(1.0);
      double done = from + fraction * (to - from);
      int full = (int) Math.round(done * BAR);
      out.printf(
          "%s%s %s%s %s", CLEAR, title, "━".repeat(full), "╌".repeat(BAR - full), stage.label());
      out.flush();
    }
  }

  void done(Batch.Item item, Report report) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    int faces = report.faces().size();
    say(
        String.format(
            Locale.ROOT,
            "%s → %s  %d×%d, %d face%s, %.1f s",
            title,
            Printable.text(item.output()),
            report.width(),
            report.height(),
            faces,
            faces == 1 ? "" : "s",
            seconds));
    report.warnings().forEach(warning -> say("  note: " + warning));
  }

  void failed(String sentence) {
    if (manner == Manner.MOVING) {
      out.print(CLEAR);
    }
    out.println(sentence);
    out.flush();
  }

  private void say(String line) {
    if (manner == Manner.QUIET) {
      return;
    }
    out.println(manner == Manner.MOVING ? CLEAR + line : line);
    out.flush();
  }

  /** From JDK 22 on there is a console without a terminal too, and a method that tells. */
  private static boolean isTerminal() {
    @SuppressWarnings("SystemConsoleNull") // it is null on JDK 17 to 21
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }

  @Override
  public void close() {
    out.flush();
  }
}
