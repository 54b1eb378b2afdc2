package dev.katong.cli.console;

import dev.katong.forge.download.DownloadListener;
import java.util.Locale;

/** Shows the progress of a download: a bar on a terminal, and one plain line for each file. */
public final class DownloadLine implements DownloadListener {
  private final StatusLine line;
  private String what = "";
  private long bytes;
  private Pace pace = new Pace(0);

  public DownloadLine(StatusLine line) {
    this.line = line;
  }

  @Override
  public void begin(String what, long there, long bytes) {
    this.what = what;
    this.bytes = bytes;
    this.pace = new Pace(there);
    String rest = there == 0 ? "" : ", " + megabytes(there) + " of it are there already";
    line.print("fetching " + Printable.text(what) + ", " + megabytes(bytes) + rest);
  }

  @Override
  public void progress(long there) {
    if (!line.moves()) {
      return;
    }
    long now = System.nanoTime();
    String rate =
        pace.perSecond((double) there, now)
            .map(r -> ", " + megabytes(Math.round(r)) + "/s")
            .orElse("");
    String left =
        pace.left((double) there, (double) bytes, now)
            .map(t -> ", " + Pace.text(t) + " left")
            .orElse("");
    line.show(
        Printable.text(what)
            + " "
            + StatusLine.bar((double) there / bytes)
            + " "
            + megabytes(there)
            + " of "
            + megabytes(bytes)
            + rate
            + left);
  }

  @Override
  public void fetched(String file, long length) {
    line.print("  " + Printable.text(file) + ", " + megabytes(length));
  }

  @Override
  public void note(String sentence) {
    line.print("  " + Printable.text(sentence));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
