package dev.katong.server.jobs;

import dev.katong.Cancellation;
import dev.katong.KatongException;
import dev.katong.KatongException.Cancelled;
import dev.katong.Priority;
import dev.katong.ReportJson;
import dev.katong.Stage;
import dev.katong.server.database.JobNotices;
import dev.katong.server.service.CartoonService;
import dev.katong.server.service.CartoonizeRequest;
import dev.katong.server.service.CartoonizeResult;
import dev.katong.server.service.FailureText;
import dev.katong.server.service.RequestParser;
import dev.katong.server.service.ServiceException;
import dev.katong.server.service.StyleKeys;
import dev.katong.server.storage.JobFiles;
import dev.katong.server.storage.StorageUnreachable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.core.NestedRuntimeException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Draws the pictures of jobs, two at a time: one is drawn while the other is decoded or written. A
 * single picture that arrives meanwhile goes first. Its threads are never interrupted, as they use
 * the database.
 */
final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final int AT_ONCE = 2;
  private static final long STOP_SECONDS = 1;
  private static final long TELL_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PAUSE_SECONDS = 5;
  private static final double REMEMBERED = 0.8;

  /** Another instance may have added a job, or held the row of one. */
  private static final long POLL_MILLIS = 1000;

  private final JobStore store;
  private final JobFiles files;
  private final Retention retention;
  private final JobEvents events;
  private final JobView view;
  private final CartoonService service;
  private final RequestParser parser;
  private final JsonMapper json;
  private final @Nullable StyleKeys styles;
  private final JobNotices notices;

  private final Map<JobPicture, Work> working = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean stopping;
  private boolean called;

  /** True after the database failed, so that it may list pictures as running that are not. */
  private volatile boolean doubtful;

  private volatile double secondsByPicture;

  /** A picture that is being drawn. */
  private static final class Work {
    final Cancellation cancellation = new Cancellation();
    volatile JobView.@Nullable Live live;
    private long notifiedAt;

    /** The time at which the lease was claimed or renewed, or before. */
    volatile long renewedAt = System.nanoTime();

    /**
     * Records progress.
     *
     * @return true if listeners are to be notified: at each new stage, and at few steps within one
     */
    synchronized boolean moved(Stage stage, double fraction) {
      JobView.Live before = live;
      live = new JobView.Live(stage.label(), fraction);
      boolean sameStage = before != null && before.stage().equals(stage.label());
      long now = System.nanoTime();
      if (sameStage && now - notifiedAt < TELL_EVERY_NANOS) {
        return false;
      }
      notifiedAt = now;
      return true;
    }
  }

  /**
   * Creates the runner.
   *
   * @param styles the keys of the styles whose jobs are taken; null to take all jobs
   */
  JobRunner(
      JobStore store,
      JobFiles files,
      Retention retention,
      JobEvents events,
      JobView view,
      CartoonService service,
      RequestParser parser,
      JsonMapper json,
      @Nullable StyleKeys styles,
      JobNotices notices) {
    this.store = store;
    this.files = files;
    this.retention = retention;
    this.events = events;
    this.view = view;
    this.service = service;
    this.parser = parser;
    this.json = json;
    this.styles = styles;
    this.notices = notices;
  }

  void start() {
    for (int i = 1; i <= AT_ONCE; i++) {
      Thread thread = new Thread(this::run, "job-" + i);
      threads.add(thread);
      thread.start();
    }
  }

  /** Wakes the threads: a picture waits. */
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

  /** The result may not be stored, as on a full disk. */
  private void drawOrDoubt(JobPicture picture) {
    try {
      draw(picture);
    } catch (RuntimeException e) {
      LOG.error("the result of a picture cannot be stored; it is drawn again once that works", e);
      doubtful = true;
    }
  }

  /**
   * Claims the next picture. Synchronized so that {@link #settled} cannot put back a picture that
   * is just being claimed.
   */
  private synchronized Optional<JobPicture> next() {
    try {
      Work work = new Work();
      Optional<JobPicture> next = store.claim(styles == null ? null : styles.all());
      next.ifPresent(picture -> working.put(picture, work));
      return next;
    } catch (RuntimeException e) {
      LOG.error("the jobs cannot be read", e);
      doubtful = true;
      return Optional.empty();
    }
  }

  /** Puts back claimed pictures that are not being drawn, once the database works again. */
  private synchronized boolean settled() {
    if (doubtful) {
      try {
        store.putBackAllBut(working.keySet());
        doubtful = false;
      } catch (RuntimeException e) {
        LOG.warn("the jobs still cannot be written: {}", e.getMessage());
      }
    }
    return !doubtful;
  }

  /** Waits for a call or a while; false if the service ends. */
  private synchronized boolean sleep() {
    try {
      if (!called && !stopping) {
        wait(POLL_MILLIS);
      }
      return !stopping;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits some seconds, or until the service ends. */
  private synchronized void pause() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PAUSE_SECONDS);
    try {
      for (long left = end - System.nanoTime();
          left > 0 && !stopping;
          left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void draw(JobPicture picture) {
    Work work = Objects.requireNonNull(working.get(picture));
    MDC.put("request", picture.job() + "/" + picture.number());
    long start = System.nanoTime();
    try {
      tell(picture.job(), picture.number());
      notices.send(picture.job(), picture.number());
      drawn(picture, draw(picture, work));
      spent((System.nanoTime() - start) / 1e9);
    } catch (Cancelled e) {
      boolean unused = store.putBack(picture);
    } catch (KatongException e) {
      failed(picture, e.kind().label(), FailureText.of(e));
    } catch (ServiceException e) {
      String code = e.kind() == ServiceException.Kind.DISK_FULL ? "disk-full" : "bad-parameter";
      failed(picture, code, String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      failed(picture, "bad-photo", "the photo is no longer on the service's disk");
    } catch (StorageUnreachable e) {
      LOG.warn("the storage does not answer; the picture is drawn again: {}", e.getMessage());
      boolean unused = store.putBack(picture);
      pause();
    } catch (IOException e) {
      LOG.warn("a cartoon cannot be written", e);
      failed(picture, "disk-full", "the service cannot write the cartoon; its disk may be full");
    } catch (NestedRuntimeException e) {
      // Of the database.
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("a fault in the service", e);
      failed(picture, "fault", "a fault in the service itself; its log tells more");
    } finally {
      working.remove(picture);
      MDC.remove("request");
      // Another thread may have found the job's row locked.
      changed(picture.job(), picture.number());
    }
  }

  private CartoonizeResult draw(JobPicture picture, Work work) throws IOException {
    Job job = store.find(picture.job()).orElseThrow(JobRunner::removed);
    if (job.cancelled()) {
      throw new Cancelled("the job was cancelled");
    }
    CartoonizeRequest request = parser.read(job.settings()::get);
    Priority priority = job.total() == 1 ? Priority.SINGLE : Priority.BATCH;
    try (JobFiles.Lease lease = files.lease(picture.job())) {
      return service.draw(
          service.source(lease.local(picture.photo()), picture.name()),
          request,
          priority,
          (stage, fraction) -> {
            if (work.moved(stage, fraction) && events.heard(picture.job())) {
              events.tell(
                  picture.job(),
                  new JobEvent(JobEvent.PICTURE, view.of(picture.running(), work.live)));
            }
          },
          work.cancellation,
          job.owner());
    }
  }

  private void drawn(JobPicture picture, CartoonizeResult drawn) throws IOException {
    retention.checkCartoon(drawn.file().length);
    CRC32 crc = new CRC32();
    crc.update(drawn.file());
    // The job's folder stays until the cartoon is written, even if the job is removed meanwhile.
    try (JobFiles.Lease lease = files.lease(picture.job())) {
      files.write(picture.cartoon(), drawn.file());
      boolean stored =
          store.done(
              picture,
              drawn.format().extension(),
              json.writeValueAsString(ReportJson.of(drawn.report())),
              drawn.file().length,
              crc.getValue());
      if (!stored) {
        dropped(picture);
      }
    } catch (NoSuchFileException e) {
      throw removed();
    }
  }

  /** Removes the cartoon of a picture that was no longer this service's when it was drawn. */
  private void dropped(JobPicture picture) {
    LOG.info("the cartoon is not kept: the picture was removed, or taken by another service");
    if (store.find(picture.job()).isEmpty()) {
      files.remove(picture.job());
    } else {
      files.delete(picture.cartoon());
    }
  }

  /** The error for work whose client has left. */
  static Cancelled left() {
    return new Cancelled("the client has left");
  }

  private static Cancelled removed() {
    return new Cancelled("the job was removed");
  }

  private void failed(JobPicture picture, String code, String detail) {
    LOG.info("{}: {}", code, detail);
    boolean unused = store.failed(picture, code, detail);
  }

  /** Sends a picture's state in the database to listeners. */
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

  /** Sends a job's state in the database, and its end, to listeners. */
  void tellProgress(UUID id) {
    if (events.heard(id)) {
      store
          .find(id)
          .ifPresent(
              job -> {
                JobJson values = view.of(job, secondsLeft(job));
                events.tell(
                    id, new JobEvent(job.isOver() ? JobEvent.END : JobEvent.PROGRESS, values));
              });
    }
  }

  /** The progress of a picture; null if it is not being drawn. */
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

  /** Estimates the time to a job's end; jobs that wait share the networks. */
  OptionalLong secondsLeft(Job job) {
    return job.isOver() ? OptionalLong.empty() : secondsLeft(job, store.pendingJobs());
  }

  /** The same, with the number of jobs that wait. */
  OptionalLong secondsLeft(Job job, int pendingJobs) {
    int left = job.count(PictureState.WAITING) + job.count(PictureState.RUNNING);
    double seconds = secondsByPicture;
    return left == 0 || seconds == 0
        ? OptionalLong.empty()
        : OptionalLong.of((long) Math.ceil(left * seconds * Math.max(1, pendingJobs)));
  }

  /** Renews the leases of the pictures that are being drawn; stops those that are to stop. */
  void renewLeases() {
    working.forEach(
        (picture, work) -> {
          long now = System.nanoTime();
          switch (store.renew(picture)) {
            case YES -> work.renewedAt = now;
            case CANCELLED -> work.cancellation.cancel("the job was cancelled");
            case LOST -> work.cancellation.cancel("the picture is no longer this service's");
          }
        });
  }

  /** Stops pictures whose leases have not been renewed for a time. */
  void stopUnrenewed(Duration most) {
    working.forEach(
        (picture, work) -> {
          if (System.nanoTime() - work.renewedAt > most.toNanos()) {
            work.cancellation.cancel("the database cannot be reached");
          }
        });
  }

  /**
   * A job has changed by this service: tells listeners, here and in other services, and looks for
   * work.
   *
   * @param number of the picture that has changed; 0 for the job as a whole
   */
  void changed(UUID job, int number) {
    if (number > 0) {
      tell(job, number);
    }
    tellProgress(job);
    call();
    notices.send(job, number);
  }

  /** A job has changed by another service: as {@link #changed}, and stops what was cancelled. */
  void changedElsewhere(UUID id, int number) {
    call();
    if (number > 0) {
      tell(id, number);
    }
    boolean drawn = working.keySet().stream().anyMatch(picture -> picture.job().equals(id));
    if (!drawn && !events.heard(id)) {
      return;
    }
    Optional<Job> job = store.find(id);
    if (job.isEmpty() || job.get().cancelled()) {
      stop(id);
    }
    if (job.isPresent()) {
      tellProgress(id);
    } else {
      events.end(id);
    }
  }

  /** Tells all listeners the state of their jobs, as notices of other services may be lost. */
  void tellAll() {
    events.heard().forEach(job -> changedElsewhere(job, 0));
  }

  /** Stops the pictures of a job that are being drawn. */
  void stop(UUID job) {
    working.forEach(
        (picture, work) -> {
          if (picture.job().equals(job)) {
            work.cancellation.cancel("the job was cancelled");
          }
        });
  }

  /** Begins no other picture. */
  synchronized void finish() {
    stopping = true;
    notifyAll();
  }

  /** Stops: pictures that are soon drawn are finished, the others wait again. */
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
