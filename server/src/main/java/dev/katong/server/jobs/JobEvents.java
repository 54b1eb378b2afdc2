package dev.katong.server.jobs;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/** Tells those who look at a job what happens to it. */
final class JobEvents {
  /** One who is so many events behind is let go, and may ask again. */
  private static final int MOST_BEHIND = 4096;

  private final Map<UUID, List<Sinks.Many<JobEvent>>> listeners = new ConcurrentHashMap<>();

  /** From now on, all that happens to a job; ends with the job. */
  Flux<JobEvent> listen(UUID job) {
    Sinks.Many<JobEvent> sink =
        Sinks.many().unicast().onBackpressureBuffer(Queues.<JobEvent>get(MOST_BEHIND).get());
    listeners.computeIfAbsent(job, any -> new CopyOnWriteArrayList<>()).add(sink);
    return sink.asFlux().doFinally(signal -> leave(job, sink));
  }

  private void leave(UUID job, Sinks.Many<JobEvent> sink) {
    listeners.computeIfPresent(
        job,
        (id, sinks) -> {
          sinks.remove(sink);
          return sinks.isEmpty() ? null : sinks;
        });
  }

  /** Whether anybody looks. */
  boolean heard(UUID job) {
    return listeners.containsKey(job);
  }

  synchronized void tell(UUID job, JobEvent event) {
    for (Sinks.Many<JobEvent> sink : listeners.getOrDefault(job, List.of())) {
      boolean behind = sink.tryEmitNext(event).isFailure();
      if (behind || event.name().equals(JobEvent.END)) {
        Sinks.EmitResult unused = sink.tryEmitComplete();
      }
    }
  }
}
