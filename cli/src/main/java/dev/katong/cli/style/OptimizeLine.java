package dev.katong.cli.style;

import dev.katong.cli.console.Printable;
import dev.katong.forge.optimize.OptimizeListener;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Shows the progress of an optimisation, a line for each step; of a long step, one for each tenth.
 */
final class OptimizeLine implements OptimizeListener {
  private static final int PARTS = 10;

  private final PrintWriter out;
  private int shown;

  OptimizeLine(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void step(String text) {
    shown = 0;
    say(text);
  }

  @Override
  public void progress(double fraction, String status) {
    int part = (int) Math.floor(fraction * PARTS);
    if (part > shown) {
      shown = part;
      say(String.format(Locale.ROOT, "  %3.0f %%  %s", fraction * 100, status));
    }
  }

  @Override
  public void note(String sentence) {
    say("note: " + sentence);
  }

  private void say(String line) {
    out.println(Printable.text(line));
    out.flush();
  }
}
