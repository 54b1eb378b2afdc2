package dev.katong.server.jobs;

import dev.katong.Cancellation;
import dev.katong.KatongException;
import dev.katong.KatongException.Cancelled;
import dev.katong.Priority;
import dev.katong.ReportValues;
import dev.katong.Stage;
import dev.katong.server.service.CartoonService;
import dev.katong.server.service.CartoonizeRequest;
import dev.katong.server.service.CartoonizeResult;
import dev.katong.server.service.RequestParser;
import dev.katong.server.service.ServiceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.json.JsonMapper;

/**
 * Draws the pictures of jobs, two at a time: one is drawn while the other is decoded or written. A
 * single picture that arrives meanwhile goes first.
 */
final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final int AT_ONCE = 2;
  private static final long STOP_SECONDS = 1;
  private static final long TELL_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final double REMEMBERED = 0.8;

  private final JobStore store;
  private final JobFiles files;
  private final JobEvents events;
  private final JobView view;
  private final CartoonService service;
  private final RequestParser parser;
  private final JsonMapper json;

  private final Map<JobPicture, Work> working = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean stopping;
  private boolean called;

  /** Whether the database failed, so that what it holds may not be what is being done. */
  private volatile boolean doubtful;

  private double secondsByPicture;

  /** A picture that is being drawn. */
  private static final class Work {
    final Cancellation cancellation = new Cancellation();
    volatile JobView.@Nullable Live live;
    private long told;

    /** Whether those who look are to be told now: of each stage, and of few steps within one. */
    synchronized boolean moved(Stage stage, double fraction) {
      JobView.Live before = live;
      live = new JobView.Live(stage.label(), fraction);
      boolean sameStage = before != null && before.stage().equals(stage.label());
      long now = System.nanoTime();
      if (sameStage && now - told < TELL_EVERY_NANOS) {
        return false;
      }
      told = now;
      return true;
    }
  }

  JobRunner(
      JobStore store,
      JobFiles files,
      JobEvents events,
      JobView view,
      CartoonService service,
      RequestParser parser,
      JsonMapper json) {
    this.store = store;
    this.files = files;
    this.events = events;
    this.view = view;
    this.service = service;
    this.parser = parser;
    this.json = json;
  }

  void start() {
    for (int i = 1; i <= AT_ONCE; i++) {
      Thread thread = new Thread(this::run, "job-" + i);
      threads.add(thread);
      thread.start();
    }
  }

  /** There is something to do. */
  synchronized void call() {
    called = true;
    notifyAll();
  }

  private void run() {
    while (true) {
      synchronized (this) {
        if (stopping) {
          return;
        }
        called = false;
      }
      Optional<JobPicture> next = settled() ? next() : Optional.empty();
      if (next.isPresent()) {
        drawOrDoubt(next.get());
      } else if (!sleep()) {
        return;
      }
    }
  }

  /** What came of a picture may not be kept, as on a full disk. */
  private void drawOrDoubt(JobPicture picture) {
    try {
      draw(picture);
    } catch (RuntimeException e) {
      LOG.error("what came of a picture cannot be kept; it is drawn again once that works", e);
      doubtful = true;
    }
  }

  /** Takes the next picture; nobody looks for those that nobody draws meanwhile. */
  private synchronized Optional<JobPicture> next() {
    try {
      Optional<JobPicture> next = store.takeNext();
      next.ifPresent(picture -> working.put(picture, new Work()));
      return next;
    } catch (RuntimeException e) {
      LOG.error("the jobs cannot be read", e);
      doubtful = true;
      return Optional.empty();
    }
  }

  /** Once the database works again, pictures that were taken and are not drawn are put back. */
  private synchronized boolean settled() {
    if (doubtful) {
      try {
        store.putBackAllBut(working.keySet());
        doubtful = false;
      } catch (RuntimeException e) {
        LOG.warn("the jobs still cannot be kept: {}", e.getMessage());
      }
    }
    return !doubtful;
  }

  /** Waits to be called; false if the service ends. */
  private synchronized boolean sleep() {
    try {
      while (!called && !stopping) {
        wait(TimeUnit.SECONDS.toMillis(30));
        called = true;
      }
      return !stopping;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void draw(JobPicture picture) {
    Work work = Objects.requireNonNull(working.get(picture));
    MDC.put("request", picture.job() + "/" + picture.number());
    long start = System.nanoTime();
    try {
      tell(picture.job(), picture.number());
      drawn(picture, draw(picture, work));
      spent((System.nanoTime() - start) / 1e9);
    } catch (Cancelled e) {
      if (isStopping()) {
        store.putBack(picture);
      } else {
        store.givenUp(picture);
      }
    } catch (KatongException e) {
      failed(picture, e.kind(), String.valueOf(e.getMessage()));
    } catch (ServiceException e) {
      failed(picture, "bad-parameter", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      LOG.warn("a cartoon cannot be kept", e);
      failed(picture, "disk-full", "the service cannot write the cartoon; its disk may be full");
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("a fault in the service", e);
      failed(picture, "fault", "a fault in the service itself; its log tells more");
    } finally {
      working.remove(picture);
      MDC.remove("request");
      tell(picture.job(), picture.number());
      tellProgress(picture.job());
    }
  }

  private CartoonizeResult draw(JobPicture picture, Work work) throws IOException {
    Job job = store.find(picture.job()).orElseThrow(() -> new Cancelled("the job is gone"));
    if (job.cancelled()) {
      throw new Cancelled("the job was given up");
    }
    CartoonizeRequest request = parser.read(job.settings()::get);
    Priority priority = job.total() == 1 ? Priority.SINGLE : Priority.BATCH;
    return service.draw(
        service.source(files.photo(picture.job(), picture.number()), picture.name()),
        request,
        priority,
        (stage, fraction) -> {
          if (work.moved(stage, fraction) && events.heard(picture.job())) {
            tell(picture, work.live);
          }
        },
        work.cancellation,
        job.owner());
  }

  private void drawn(JobPicture picture, CartoonizeResult drawn) throws IOException {
    files.writeCartoon(picture.job(), picture.number(), drawn.file());
    store.done(
        picture,
        drawn.format().extension(),
        json.writeValueAsString(ReportValues.of(drawn.report())),
        drawn.file().length);
  }

  private void failed(JobPicture picture, String code, String detail) {
    LOG.info("{}: {}", code, detail);
    store.failed(picture, code, detail);
  }

  private void tell(JobPicture picture, JobView.@Nullable Live live) {
    JobPicture running =
        new JobPicture(
            picture.job(),
            picture.number(),
            picture.name(),
            PictureState.RUNNING,
            null,
            null,
            null,
            null);
    events.tell(picture.job(), new JobEvent(JobEvent.PICTURE, view.of(running, live)));
  }

  /** Tells of a picture as it is kept. */
  private void tell(UUID job, int number) {
    if (events.heard(job)) {
      store
          .picture(job, number)
          .ifPresent(
              picture ->
                  events.tell(
                      job, new JobEvent(JobEvent.PICTURE, view.of(picture, live(picture)))));
    }
  }

  /** Tells of a job as it is kept, and of its end. */
  void tellProgress(UUID id) {
    if (events.heard(id)) {
      store
          .find(id)
          .ifPresent(
              job -> {
                Map<String, Object> values = view.of(job, secondsLeft(job));
                events.tell(
                    id, new JobEvent(job.isOver() ? JobEvent.END : JobEvent.PROGRESS, values));
              });
    }
  }

  /** How far a picture is; null if it is not being drawn. */
  JobView.@Nullable Live live(JobPicture picture) {
    return working.entrySet().stream()
        .filter(entry -> entry.getKey().isSame(picture))
        .map(entry -> entry.getValue().live)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private synchronized void spent(double seconds) {
    double byPicture = seconds / AT_ONCE;
    secondsByPicture =
        secondsByPicture == 0
            ? byPicture
            : REMEMBERED * secondsByPicture + (1 - REMEMBERED) * byPicture;
  }

  /** A guess; jobs that wait share the networks. */
  synchronized OptionalLong secondsLeft(Job job) {
    int left = job.count(PictureState.WAITING) + job.count(PictureState.RUNNING);
    if (left == 0 || secondsByPicture == 0) {
      return OptionalLong.empty();
    }
    int sharing = Math.max(1, store.pendingJobs());
    return OptionalLong.of((long) Math.ceil(left * secondsByPicture * sharing));
  }

  /** Stops the pictures of a job that are being drawn. */
  void stop(UUID job) {
    working.forEach(
        (picture, work) -> {
          if (picture.job().equals(job)) {
            work.cancellation.cancel("the job was given up");
          }
        });
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  /** Begins no other picture. */
  synchronized void finish() {
    stopping = true;
    notifyAll();
  }

  /** Ends: what is being drawn is finished if that takes not long, else put back. */
  void close() {
    finish();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      }
      working.values().forEach(work -> work.cancellation.cancel("the service is being stopped"));
      for (Thread thread : threads) {
        thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
