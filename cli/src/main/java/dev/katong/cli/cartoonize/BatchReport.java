package dev.katong.cli.cartoonize;

import dev.katong.cli.console.Failures;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Reports the outcomes of a batch's pictures in their order: for people the failures at the end,
 * for programs each picture at once.
 */
final class BatchReport implements Consumer<PictureOutcome> {
  private final BatchLine line;
  private final PrintWriter out;
  private final boolean json;
  private final BatchSheet sheet;
  private final Set<Integer> exitCodes = new TreeSet<>();
  private final List<String> complaints = new ArrayList<>();
  private boolean sheetFailed;

  BatchReport(BatchLine line, PrintWriter out, boolean json, BatchSheet sheet) {
    this.line = line;
    this.out = out;
    this.json = json;
    this.sheet = sheet;
  }

  @Override
  public void accept(PictureOutcome outcome) {
    line.tell(outcome);
    if (outcome instanceof PictureOutcome.Failed failed) {
      complain(failed.failure());
    }
    if (json) {
      print(ResultLine.of(outcome));
    } else if (outcome instanceof PictureOutcome.Planned planned) {
      PlanText.of(planned.item(), planned.plan()).forEach(this::print);
    }
    onSheet(() -> sheet.place(outcome.item()));
  }

  /**
   * The end of the batch.
   *
   * @param unread folders that could not be read
   * @return the exit code
   */
  int end(List<PhotoSearch.Unread> unread) {
    onSheet(sheet::finish);
    for (PhotoSearch.Unread each : unread) {
      complain(each.why());
      if (json) {
        print(ResultLine.of(each.folder(), each.why()));
      }
    }
    complaints.forEach(line::complain);
    line.sum();
    return exitCodes.isEmpty()
        ? 0
        : exitCodes.size() > 1 ? Failures.MIXED : exitCodes.iterator().next();
  }

  /** Runs work on the sheet. If it fails, the batch continues without the sheet. */
  private void onSheet(Runnable work) {
    if (sheetFailed) {
      return;
    }
    try {
      work.run();
    } catch (RuntimeException | OutOfMemoryError e) {
      sheetFailed = true;
      complain(e);
    }
  }

  private void complain(Throwable failure) {
    exitCodes.add(Failures.exitCode(failure));
    complaints.add(Failures.sentence(failure));
  }

  private void print(String text) {
    out.println(text);
    out.flush();
  }
}
