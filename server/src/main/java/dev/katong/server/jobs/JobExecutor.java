package dev.katong.server.jobs;

import dev.katong.server.service.ServiceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/**
 * Runs all work on the database and the files of jobs. Its threads are never interrupted: an
 * interrupt inside H2's file channel closes the database for everybody. A subscriber that leaves
 * stops work only before it begins, or where the work asks for it.
 *
 * <p>Uploads have threads of their own, at most half of them for one owner, so that large archives
 * delay neither quick requests nor the uploads of other owners.
 */
final class JobExecutor implements AutoCloseable {
  /** On a small machine few, because each busy thread takes as much of a core as the networks. */
  private static final int QUICK_THREADS =
      Math.min(4, 1 + Runtime.getRuntime().availableProcessors());

  private static final int READ_THREADS = QUICK_THREADS;
  private static final int UPLOAD_THREADS = QUICK_THREADS;
  private static final int UPLOADS_BY_OWNER = UPLOAD_THREADS / 2;
  private static final int MOST_WAITING = 2000;
  private static final int MOST_UPLOADS_WAITING_BY_OWNER = 64;
  private static final int RETRY_SECONDS = 5;
  private static final Duration AWAIT = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(2);

  private final ThreadPoolExecutor quick = pool("jobs-", QUICK_THREADS, MOST_WAITING);
  private final ThreadPoolExecutor reads = pool("read-", READ_THREADS, MOST_WAITING);
  private final ThreadPoolExecutor uploads = pool("upload-", UPLOAD_THREADS, Integer.MAX_VALUE);
  private final Map<String, OwnerQueue> owners = new LinkedHashMap<>();

  /** The uploads of one owner. */
  private static final class OwnerQueue {
    final Queue<Runnable> waiting = new ArrayDeque<>();
    int running;
  }

  private static ThreadPoolExecutor pool(String name, int threads, int waiting) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(waiting),
        task -> new Thread(task, name + number.incrementAndGet()));
  }

  /** Quick work; it is not begun if its subscriber has left before. */
  <T> Mono<T> call(Callable<T> work) {
    return call(quick, work);
  }

  /**
   * Runs quick work and waits for it; an interrupt of the waiting thread does not interrupt the
   * work.
   *
   * @throws IllegalStateException if it does not end in time
   */
  <T> T await(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    execute(
        () -> {
          try {
            result.complete(work.call());
          } catch (Exception | Error e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get(AWAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(String.valueOf(e.getMessage()), e);
    }
  }

  /** A short read of a file. */
  <T> Mono<T> read(Callable<T> work) {
    return call(reads, work);
  }

  private static <T> Mono<T> call(ThreadPoolExecutor pool, Callable<T> work) {
    return Mono.create(
        sink -> {
          Cancelled cancelled = new Cancelled();
          sink.onCancel(() -> cancelled.value = true);
          execute(
              pool,
              () -> {
                if (!cancelled.getAsBoolean()) {
                  try {
                    sink.success(work.call());
                  } catch (Exception | Error e) {
                    sink.error(e);
                  }
                }
              });
        });
  }

  /** Work that may take long, which can ask whether to stop, as its subscriber has left. */
  interface Upload<T> {
    T call(BooleanSupplier cancelled) throws Exception;
  }

  /**
   * Stores an upload of an owner. The work always runs, so that it can remove what was received.
   */
  <T> Mono<T> upload(String owner, Upload<T> work) {
    return Mono.create(
        sink -> {
          Cancelled cancelled = new Cancelled();
          sink.onCancel(() -> cancelled.value = true);
          enqueue(
              owner,
              () -> {
                try {
                  sink.success(work.call(() -> cancelled.value || uploads.isShutdown()));
                } catch (Exception | Error e) {
                  sink.error(e);
                }
              });
        });
  }

  private static final class Cancelled implements BooleanSupplier {
    volatile boolean value;

    @Override
    public boolean getAsBoolean() {
      return value;
    }
  }

  /** Runs quick work without waiting for it. */
  void execute(Runnable work) {
    execute(quick, work);
  }

  private static void execute(ThreadPoolExecutor pool, Runnable work) {
    try {
      pool.execute(work);
    } catch (RejectedExecutionException e) {
      throw rejected(pool);
    }
  }

  private synchronized void enqueue(String owner, Runnable work) {
    if (uploads.isShutdown()) {
      throw rejected(uploads);
    }
    OwnerQueue queue = owners.computeIfAbsent(owner, name -> new OwnerQueue());
    if (queue.waiting.size() >= MOST_UPLOADS_WAITING_BY_OWNER) {
      throw rejected(uploads);
    }
    queue.waiting.add(work);
    runNext(owner, queue);
  }

  private synchronized void runNext(String owner, OwnerQueue queue) {
    if (queue.running < UPLOADS_BY_OWNER && !queue.waiting.isEmpty()) {
      Runnable next = queue.waiting.remove();
      queue.running++;
      uploads.execute(
          () -> {
            try {
              next.run();
            } finally {
              ended(owner, queue);
            }
          });
    }
  }

  private synchronized void ended(String owner, OwnerQueue queue) {
    queue.running--;
    if (!uploads.isShutdown()) {
      runNext(owner, queue);
    }
    if (queue.running == 0 && queue.waiting.isEmpty()) {
      owners.remove(owner);
    }
  }

  private static ServiceException rejected(ThreadPoolExecutor pool) {
    return pool.isShutdown()
        ? ServiceException.later(
            ServiceException.Kind.STOPPING, "the service is being stopped", RETRY_SECONDS)
        : ServiceException.later(
            ServiceException.Kind.QUEUE_FULL,
            "too many requests for jobs are waiting; try again in %d s".formatted(RETRY_SECONDS),
            RETRY_SECONDS);
  }

  /** Lets begun work end; what waits in an owner's queue is dropped. */
  @Override
  public void close() {
    synchronized (this) {
      uploads.shutdown();
      quick.shutdown();
      reads.shutdown();
    }
    try {
      boolean unused =
          uploads.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)
              && quick.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
