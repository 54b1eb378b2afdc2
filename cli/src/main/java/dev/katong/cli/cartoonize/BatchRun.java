package dev.katong.cli.cartoonize;

import dev.katong.Cartoon;
import dev.katong.Katong;
import dev.katong.KatongException.BadOutput;
import dev.katong.Options;
import dev.katong.Priority;
import dev.katong.Report;
import dev.katong.RequestContext;
import dev.katong.Stage;
import dev.katong.image.PhotoSource;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes the pictures of a batch. Three pictures are in work at a time, so that the networks, which
 * take them one by one, need not wait for files: while one is drawn, the next is decoded and the
 * one before is encoded. Results are reported in the order of the pictures.
 */
final class BatchRun {
  private static final int ON_THE_WAY = 3;
  private static final int AHEAD = 16;

  private final Katong katong;
  private final Options options;
  private final int quality;
  private final BatchLine line;
  private final BatchSheet sheet;

  BatchRun(Katong katong, Options options, int quality, BatchLine line, BatchSheet sheet) {
    this.katong = katong;
    this.options = options;
    this.quality = quality;
    this.line = line;
    this.sheet = sheet;
  }

  /** Plans the pictures, one after the other. */
  void plan(List<Batch.Item> items, Consumer<PictureOutcome> outcomes) {
    for (Batch.Item item : items) {
      outcomes.accept(planned(item));
    }
  }

  /** Makes the pictures; {@code outcomes} is called by one thread at a time. */
  void draw(List<Batch.Item> items, Consumer<PictureOutcome> outcomes) {
    InOrder<PictureOutcome> order = new InOrder<>(items.size(), AHEAD, outcomes);
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i < Math.min(ON_THE_WAY, items.size()); i++) {
      Thread thread = new Thread(() -> work(items, order), "katong-picture-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    try {
      work(items, order);
    } finally {
      threads.forEach(BatchRun::await);
    }
  }

  private static void await(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(List<Batch.Item> items, InOrder<PictureOutcome> order) {
    for (int i = order.begin(); i >= 0; i = order.begin()) {
      order.finish(i, outcome(items.get(i)));
    }
  }

  private PictureOutcome outcome(Batch.Item item) {
    try {
      if (item.done()) {
        sheet.collect(item);
        return new PictureOutcome.Skipped(item);
      }
      return drawn(item);
    } catch (Throwable e) {
      return new PictureOutcome.Failed(item, e);
    } finally {
      line.end(item);
    }
  }

  private PictureOutcome planned(Batch.Item item) {
    try (PhotoSource source = PhotoBytes.of(item, katong.photoLimits()).source()) {
      return new PictureOutcome.Planned(item, katong.plan(source, options));
    } catch (RuntimeException | OutOfMemoryError e) {
      return new PictureOutcome.Failed(item, e);
    }
  }

  private PictureOutcome drawn(Batch.Item item) {
    PhotoBytes photo = PhotoBytes.of(item, katong.photoLimits());
    long begin = System.nanoTime();
    RequestContext context =
        RequestContext.DEFAULTS
            .priority(Priority.BATCH)
            .format(item.format())
            .progress(line.begin(item));
    try (PhotoSource source = photo.source();
        Cartoon cartoon = katong.cartoonize(source, options, context)) {
      write(cartoon, item);
      sheet.collect(item, photo, cartoon);
      Report report = cartoon.report();
      double waited = report.millis().getOrDefault(Stage.QUEUE, 0.0) / 1e3;
      return new PictureOutcome.Drawn(item, report, (System.nanoTime() - begin) / 1e9 - waited);
    }
  }

  private void write(Cartoon cartoon, Batch.Item item) {
    if (!item.toStandardOutput()) {
      cartoon.write(item.output(), item.format(), quality);
      return;
    }
    byte[] file = cartoon.encode(item.format(), quality);
    // Not System.out, which keeps to itself that it could not write.
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write(file);
    } catch (IOException e) {
      throw new BadOutput("the standard output was closed before the picture was written", e);
    }
  }
}
