package dev.katong.server.service;

import dev.katong.Katong;
import dev.katong.KatongException;
import dev.katong.Priority;
import dev.katong.Report;
import dev.katong.memory.Card;
import dev.katong.memory.DeviceMemory;
import dev.katong.memory.ResidentMemory;
import dev.katong.runtime.StyleCache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Metrics of the service for Micrometer; all names begin with {@code katong.}. */
public final class ServiceMetrics {
  /** The key of requests without one, and of pictures that the service draws for itself. */
  public static final String NO_KEY = "none";

  private static final double NANOS_BY_MILLI = 1e6;

  /** Counted from zero on, so that the first one is an increase. */
  private static final List<String> WATCHED =
      List.of("fault", "engine", "bad-model", "out-of-memory", "queue-full", "deadline");

  private final MeterRegistry registry;

  public ServiceMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Registers the gauges of a service: requests in flight, queue, loaded styles, memory. */
  void watch(CartoonService service) {
    WATCHED.forEach(this::rejections);
    Katong katong = service.katong();
    StyleCache cache = katong.styleCache();
    gauge("katong.queue.waiting", "pictures that wait for the networks", katong::waiting);
    gauge(
        "katong.queue.in.flight",
        "single pictures that are waiting or being drawn",
        service.limiter()::inFlight);
    gauge(
        "katong.queue.oldest.seconds",
        "age of the oldest single picture in flight; 0 if there is none",
        service.limiter()::oldestSeconds);
    gauge("katong.styles.loaded", "loaded styles", () -> cache.loaded().size());
    gauge("katong.memory.styles", "bytes that the loaded styles take", cache::bytes);
    gauge("katong.memory.budget", "bytes that the networks may take", katong::budget);
    gauge(
        "katong.memory.resident",
        "resident bytes of the process",
        () -> ResidentMemory.now().orElse(0));
    FunctionCounter.builder("katong.styles.loads", cache, StyleCache::loads).register(registry);
    FunctionCounter.builder("katong.styles.unloads", cache, StyleCache::unloads).register(registry);
  }

  /**
   * Adds metrics for the memory of the card that networks run on, if it can be read.
   *
   * @param card as {@link Katong#card} gives it
   */
  public void watchCard(Supplier<Optional<Card>> card) {
    if (memory(card).isPresent()) {
      gauge(
          "katong.device.memory.used",
          "bytes of the card's memory that are in use",
          () -> memory(card).map(DeviceMemory::usedBytes).orElse(0L));
      gauge(
          "katong.device.memory.total",
          "bytes of the card's memory",
          () -> memory(card).map(DeviceMemory::totalBytes).orElse(0L));
    }
  }

  private static Optional<DeviceMemory> memory(Supplier<Optional<Card>> card) {
    return card.get().flatMap(Card::memory);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  void drawn(Report report, Priority priority, String key) {
    pictures(report.style(), "drawn", priority, key).increment();
    report
        .millis()
        .forEach(
            (stage, millis) ->
                Timer.builder("katong.stage")
                    .description("time spent by stage")
                    .tag("stage", stage.label())
                    .publishPercentileHistogram()
                    .register(registry)
                    .record((long) (millis * NANOS_BY_MILLI), TimeUnit.NANOSECONDS));
    int heads = Math.min(report.faces().size(), report.plan().headBatch());
    if (heads > 0) {
      summary("katong.batch.heads", "heads drawn in one run").record(heads);
    }
    summary("katong.memory.predicted", "bytes, by picture").record(report.memory().predicted());
    report
        .memory()
        .measured()
        .ifPresent(bytes -> summary("katong.memory.measured", "bytes, by picture").record(bytes));
  }

  private DistributionSummary summary(String name, String description) {
    return DistributionSummary.builder(name).description(description).register(registry);
  }

  void failed(String style, Throwable failure, Priority priority, String key) {
    String outcome = failure instanceof KatongException known ? known.kind().label() : "fault";
    pictures(style, outcome, priority, key).increment();
  }

  private Counter pictures(String style, String outcome, Priority priority, String key) {
    return Counter.builder("katong.pictures")
        .description("pictures by how they ended")
        .tag("style", style)
        .tag("outcome", outcome)
        .tag("key", key)
        .tag("priority", priority.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  /** A request was refused. */
  public void rejected(String reason) {
    rejections(reason).increment();
  }

  private Counter rejections(String reason) {
    return Counter.builder("katong.rejected")
        .description("refused requests")
        .tag("reason", reason)
        .register(registry);
  }
}
