package dev.katong.server.service;

import dev.katong.Cancellation;
import dev.katong.Cartoon;
import dev.katong.Katong;
import dev.katong.KatongException.Cancelled;
import dev.katong.Priority;
import dev.katong.Progress;
import dev.katong.Report;
import dev.katong.RequestContext;
import dev.katong.Stage;
import dev.katong.image.PhotoSource;
import dev.katong.server.health.VitalPart;
import dev.katong.style.StyleStore;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;

/**
 * Draws pictures for many clients. Single pictures pass the {@link RequestLimiter} and have a
 * deadline; those of jobs are called for one by one. Both meet at the networks, where singles go
 * first.
 */
public final class CartoonService implements AutoCloseable {
  /** The name of a single photo in messages. */
  private static final String PHOTO = "the file";

  private static final Logger LOG = LoggerFactory.getLogger(CartoonService.class);
  private static final long SHUTDOWN_SECONDS = 1;
  private static final long POLL_MILLIS = 20;

  private final Katong katong;
  private final Duration deadline;
  private final RequestLimiter limiter;
  private final ServiceMetrics metrics;
  private final PictureTraces traces;
  private final ExecutorService threads;
  private final EngineHealth engine = new EngineHealth();

  /** Stop the single pictures that are in flight. */
  private final Set<Cancellation> inFlight = ConcurrentHashMap.newKeySet();

  /** Names of damaged styles that have been logged. */
  private final Set<String> damaged = ConcurrentHashMap.newKeySet();

  /**
   * Creates the service.
   *
   * @param katong closed with this service
   * @param capacity the most single pictures that wait or are drawn at a time
   * @param deadline the longest time for a single picture
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
   * The origin of a picture.
   *
   * @param key the name of the key that asked for it
   * @param request the observation of its request; null for a picture of a job
   */
  private record Origin(String key, @Nullable Observation request) {}

  public RequestLimiter limiter() {
    return limiter;
  }

  /** The health check of the networks' engine. */
  public VitalPart engine() {
    return engine;
  }

  public Katong katong() {
    return katong;
  }

  public StyleStore styles() {
    return katong.styles();
  }

  /** The names of the styles that can be used; damaged ones are left out, and the log says so. */
  public List<String> styleNames() {
    return styles()
        .readableNames(
            (name, why) -> {
              if (damaged.add(name)) {
                LOG.warn("the style '{}' is left out: {}", name, why.getMessage());
              }
            });
  }

  /**
   * Draws a single picture once the result is subscribed to. If the subscription is cancelled, the
   * work stops.
   *
   * @param photo not closed
   * @param requestId the request's name in log lines
   * @param key the name of the key that asks; keys take turns, and have metrics
   * @return fails with a {@link ServiceException} if too many are in flight or time is up, and with
   *     a {@link dev.katong.KatongException} if the picture cannot be drawn
   */
  public Mono<CartoonizeResult> draw(
      Upload photo, CartoonizeRequest request, String requestId, String key) {
    return Mono.create(
        sink -> {
          RequestLimiter.Permit permit = limiter.admit();
          Origin origin =
              new Origin(
                  key, sink.contextView().getOrDefault(ObservationThreadLocalAccessor.KEY, null));
          Cancellation cancellation =
              Cancellation.after(deadline, "the picture was not ready in time");
          sink.onCancel(() -> cancellation.cancel("the client has gone"));
          // A decoder cannot be stopped, and keeps its place; its client need not wait for it.
          Cancellation.Watch late =
              cancellation.onCancel(() -> elsewhere(() -> sink.error(gone())));
          Runnable work =
              () -> {
                MDC.put("request", requestId);
                try {
                  CartoonizeResult drawn = draw(photo, request, origin, permit, cancellation);
                  late.close();
                  sink.success(drawn);
                } catch (Cancelled e) {
                  sink.error(gone());
                } catch (RuntimeException | Error e) {
                  sink.error(e);
                } finally {
                  late.close();
                  inFlight.remove(cancellation);
                  MDC.remove("request");
                }
              };
          inFlight.add(cancellation);
          try {
            threads.execute(work);
          } catch (RejectedExecutionException e) {
            inFlight.remove(cancellation);
            permit.close();
            throw RequestLimiter.stopped();
          }
        });
  }

  /** Draws, and gives the permit back before the answer: a client may be back at once. */
  private CartoonizeResult draw(
      Upload photo,
      CartoonizeRequest request,
      Origin origin,
      RequestLimiter.Permit permit,
      Cancellation cancellation) {
    try (permit) {
      cancellation.check();
      return draw(
          source(photo.file(), PHOTO),
          request,
          RequestContext.DEFAULTS
              .client(origin.key())
              .cancellation(cancellation)
              .format(request.format()),
          origin);
    }
  }

  /**
   * A photo in a file, within the limits of this service; nothing of it is in memory until it is
   * drawn.
   *
   * @param name its name in messages
   * @throws dev.katong.KatongException.BadPhoto if it is none, or too large
   */
  public PhotoSource source(Path photo, String name) {
    return PhotoSource.read(photo, name, katong.photoLimits());
  }

  /** Those who stop a picture must not wait for what its client is sent. */
  private void elsewhere(Runnable work) {
    try {
      threads.execute(work);
    } catch (RejectedExecutionException e) {
      // The service has ended, and its connections with it.
    }
  }

  /** The reason why a picture was not drawn although its client still waits for it. */
  private ServiceException gone() {
    return limiter.isStopping() ? RequestLimiter.stopped() : late();
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
   * @param key the name of the key that the job belongs to; keys take turns, and have metrics
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
        RequestContext.DEFAULTS
            .priority(priority)
            .client(key)
            .format(request.format())
            .progress(progress)
            .cancellation(stop),
        new Origin(key, null));
  }

  private CartoonizeResult draw(
      PhotoSource photo, CartoonizeRequest request, RequestContext context, Origin origin) {
    String style = request.options().style();
    PictureTraces.Trace trace =
        traces.begin(origin.request(), style, context.priority(), origin.key());
    RequestContext watched = context.progress(trace.watch(context.progress()));
    try (photo;
        Cartoon cartoon = katong.cartoonize(photo, request.options(), watched)) {
      byte[] file = cartoon.encode(request.format(), request.quality(), request.opaque());
      Report report = cartoon.report();
      engine.succeeded();
      trace.drawn(report);
      metrics.drawn(report, context.priority(), origin.key());
      limiter.spent(
          (report.millis().getOrDefault(Stage.BACKGROUND, 0.0)
                  + report.millis().getOrDefault(Stage.HEADS, 0.0))
              / 1000);
      return new CartoonizeResult(file, request.format(), report);
    } catch (RuntimeException | Error e) {
      engine.failed(e);
      trace.failed(e);
      metrics.failed(style, e, context.priority(), origin.key());
      throw e;
    }
  }

  /** Takes no more single pictures, and waits some time for those in flight to be drawn. */
  public void finish(Duration time) {
    limiter.stop();
    long end = System.nanoTime() + time.toNanos();
    try {
      while (limiter.inFlight() > 0 && System.nanoTime() < end) {
        Thread.sleep(POLL_MILLIS);
      }
      inFlight.forEach(each -> each.cancel("the service is being stopped"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the pictures that are being drawn end, some seconds long, and unloads all styles. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    katong.close();
  }
}
