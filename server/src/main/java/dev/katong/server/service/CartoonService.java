package dev.katong.server.service;

import dev.katong.Cancellation;
import dev.katong.Cartoon;
import dev.katong.Katong;
import dev.katong.KatongException.Cancelled;
import dev.katong.Options;
import dev.katong.Priority;
import dev.katong.Progress;
import dev.katong.Report;
import dev.katong.Stage;
import dev.katong.Ticket;
import dev.katong.photo.PhotoSource;
import dev.katong.style.StyleStore;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;

/**
 * Draws pictures for many clients. Single pictures pass the {@link RequestLimiter} and have a
 * deadline; those of jobs are called for one by one. Both meet at the networks, where singles go
 * first.
 */
public final class CartoonService implements AutoCloseable {
  /** What messages call a single photo. */
  private static final String PHOTO = "the file";

  private static final long PATIENCE_SECONDS = 20;

  private final Katong katong;
  private final Duration deadline;
  private final RequestLimiter limiter;
  private final ServiceMetrics metrics;
  private final PictureTraces traces;
  private final ExecutorService threads;

  /**
   * Creates the service.
   *
   * @param katong closed with this service
   * @param capacity how many single pictures may be in the house at a time
   * @param deadline how long a single picture may take
   */
  public CartoonService(
      Katong katong,
      int capacity,
      Duration deadline,
      ServiceMetrics metrics,
      PictureTraces traces) {
    this.katong = katong;
    this.deadline = deadline;
    this.limiter = new RequestLimiter(capacity);
    this.metrics = metrics;
    this.traces = traces;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newCachedThreadPool(
            task -> new Thread(task, "picture-" + number.incrementAndGet()));
    metrics.watch(this);
  }

  /**
   * Where a picture comes from.
   *
   * @param key the name of the key that asked for it
   * @param request the observation of its request; null for a picture of a job
   */
  private record Origin(String key, @Nullable Observation request) {}

  public RequestLimiter limiter() {
    return limiter;
  }

  public Katong katong() {
    return katong;
  }

  public StyleStore styles() {
    return katong.styles();
  }

  /**
   * Draws a single picture once somebody subscribes. If the subscriber leaves, the work stops.
   *
   * @param photo closed once it is drawn, whatever became of it
   * @param requestId what log lines call the request
   * @param key the name of the key that asks, for metrics
   * @return fails with a {@link ServiceException} if the house is full or time is up, and with a
   *     {@link dev.katong.KatongException} if the picture cannot be drawn
   */
  public Mono<CartoonizeResult> draw(
      Upload photo, CartoonizeRequest request, String requestId, String key) {
    return Mono.<CartoonizeResult>create(
            sink -> {
              RequestLimiter.Permit permit = limiter.admit();
              Origin origin =
                  new Origin(
                      key,
                      sink.contextView().getOrDefault(ObservationThreadLocalAccessor.KEY, null));
              Cancellation cancellation =
                  Cancellation.after(deadline, "the picture was not ready in time");
              sink.onCancel(() -> cancellation.cancel("the client has gone"));
              Runnable work =
                  () -> {
                    MDC.put("request", requestId);
                    try {
                      sink.success(draw(photo, request, origin, permit, cancellation));
                    } catch (Cancelled e) {
                      sink.error(late());
                    } catch (RuntimeException | Error e) {
                      sink.error(e);
                    } finally {
                      MDC.remove("request");
                    }
                  };
              try {
                threads.execute(work);
              } catch (RejectedExecutionException e) {
                permit.close();
                throw ServiceException.later(
                    ServiceException.Kind.STOPPING, "the service is being stopped", 10);
              }
            })
        .doFinally(signal -> photo.close());
  }

  /** Draws, and leaves the place before anybody is told: a client may be back at once. */
  private CartoonizeResult draw(
      Upload photo,
      CartoonizeRequest request,
      Origin origin,
      RequestLimiter.Permit permit,
      Cancellation cancellation) {
    try (permit) {
      cancellation.check();
      return draw(
          PhotoSource.read(photo.file(), PHOTO, katong.photoLimits()),
          request,
          Ticket.DEFAULTS.cancellation(cancellation).format(request.format()),
          origin);
    }
  }

  /**
   * A photo as it was sent, within the limits of this service.
   *
   * @param name what messages call it
   * @throws dev.katong.KatongException.BadPhoto if it is none, or too large
   */
  public PhotoSource source(byte[] photo, String name) {
    return PhotoSource.of(photo, name, katong.photoLimits());
  }

  private ServiceException late() {
    return ServiceException.later(
        ServiceException.Kind.DEADLINE,
        "the picture was not ready within %d s; try again when there is less to do, or ask for a smaller one"
            .formatted(deadline.toSeconds()),
        (int) Math.max(1, Math.min(60, deadline.toSeconds())));
  }

  /**
   * Draws one picture of a job on the calling thread.
   *
   * @param photo closed as soon as it has been decoded
   * @param key the name of the key that the job belongs to, for metrics
   * @throws dev.katong.KatongException if it cannot be drawn, or was stopped
   */
  public CartoonizeResult draw(
      PhotoSource photo,
      CartoonizeRequest request,
      Priority priority,
      Progress progress,
      Cancellation stop,
      String key) {
    return draw(
        photo,
        request,
        Ticket.DEFAULTS
            .priority(priority)
            .format(request.format())
            .progress(progress)
            .cancellation(stop),
        new Origin(key, null));
  }

  private CartoonizeResult draw(
      PhotoSource photo, CartoonizeRequest request, Ticket ticket, Origin origin) {
    String style = request.options().style();
    PictureTraces.Trace trace =
        traces.begin(origin.request(), style, ticket.priority(), origin.key());
    Ticket watched = ticket.progress(trace.watch(ticket.progress()));
    try (photo;
        Cartoon cartoon = katong.cartoonize(photo, request.options(), watched)) {
      byte[] file = cartoon.encode(request.format(), request.quality());
      Report report = cartoon.report();
      trace.drawn(report);
      metrics.drawn(report, ticket.priority(), origin.key());
      limiter.spent(
          (report.millis().getOrDefault(Stage.BACKGROUND, 0.0)
                  + report.millis().getOrDefault(Stage.HEADS, 0.0))
              / 1000);
      return new CartoonizeResult(file, request.format(), report);
    } catch (RuntimeException | Error e) {
      trace.failed(e);
      metrics.failed(style, e, ticket.priority(), origin.key());
      throw e;
    }
  }

  /** Loads a style ahead of its first picture and, if asked, draws one with it. */
  public void load(String style, Options options) {
    katong.load(options.toBuilder().style(style).build());
  }

  /** Lets the pictures that are being drawn end, some seconds long, and unloads all styles. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    katong.close();
  }
}
