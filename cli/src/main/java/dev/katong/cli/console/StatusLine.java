package dev.katong.cli.console;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.TimeUnit;

/**
 * Lines for a person: those that stay and, on a terminal, one below them that is rewritten as the
 * work goes on. Safe for use by several threads.
 */
public final class StatusLine {
  private static final int BAR = 24;
  private static final String CLEAR = "\r\u001b[K";
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(80);

  private final PrintWriter out;
  private final boolean moves;
  private long shownAt = System.nanoTime() - LEAST_NANOS;

  /**
   * Creates a line.
   *
   * @param moves true if the line can be rewritten
   */
  public StatusLine(PrintWriter out, boolean moves) {
    this.out = out;
    this.moves = moves;
  }

  /** Creates a line that moves where this process writes to a terminal. */
  public static StatusLine on(PrintWriter out) {
    return new StatusLine(out, isTerminal());
  }

  /** True if {@link #show} shows anything. */
  public boolean moves() {
    return moves;
  }

  /** Rewrites the moving line, unless that was done a moment ago. */
  public synchronized void show(String text) {
    if (moves && System.nanoTime() - shownAt >= LEAST_NANOS) {
      out.print(CLEAR + text);
      out.flush();
      shownAt = System.nanoTime();
    }
  }

  /** Writes a line that stays; the moving one comes back when it is shown again. */
  public synchronized void print(String line) {
    out.println(moves ? CLEAR + line : line);
    out.flush();
  }

  /** Removes the moving line. */
  public synchronized void clear() {
    if (moves) {
      out.print(CLEAR);
    }
    out.flush();
  }

  /**
   * A bar that is full so far.
   *
   * @param done 0..1
   */
  public static String bar(double done) {
    int full = (int) Math.round(Math.max(0, Math.min(1, done)) * BAR);
    return "━".repeat(full) + "╌".repeat(BAR - full);
  }

  /**
   * True if the console is a terminal. From JDK 22 on there is a console without a terminal too,
   * and a method that distinguishes them.
   */
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
}
