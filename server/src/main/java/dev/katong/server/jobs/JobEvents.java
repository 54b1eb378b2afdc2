package dev.katong.server.jobs;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/** Sends events of jobs to their listeners. */
final class JobEvents {
  /** A listener that is further behind loses its stream, and may ask again. */
  private static final int MOST_BEHIND = 512;

  private final Map<UUID, Set<Listener>> listeners = new ConcurrentHashMap<>();

  /** The events of a job from its making on; nothing is left of it once it is closed. */
  final class Listener implements AutoCloseable {
    private final UUID job;
    private final Sinks.Many<JobEvent> sink =
        Sinks.many().unicast().onBackpressureBuffer(Queues.<JobEvent>get(MOST_BEHIND).get());

    private Listener(UUID job) {
      this.job = job;
    }

    /** The events; ends with the job's end. */
    Flux<JobEvent> events() {
      return sink.asFlux();
    }

    private synchronized void tell(JobEvent event) {
      boolean behind = sink.tryEmitNext(event).isFailure();
      if (behind || event.name().equals(JobEvent.END)) {
        Sinks.EmitResult unused = sink.tryEmitComplete();
      }
    }

    private synchronized void end() {
      Sinks.EmitResult unused = sink.tryEmitComplete();
    }

    @Override
    public void close() {
      listeners.computeIfPresent(
          job,
          (id, all) -> {
            all.remove(this);
            return all.isEmpty() ? null : all;
          });
    }
  }

  /** Listens to a job; the caller closes the listener. */
  Listener listen(UUID job) {
    Listener listener = new Listener(job);
    listeners.compute(
        job,
        (id, all) -> {
          Set<Listener> set = all == null ? ConcurrentHashMap.newKeySet() : all;
          set.add(listener);
          return set;
        });
    return listener;
  }

  /** True if a job has listeners. */
  boolean heard(UUID job) {
    return listeners.containsKey(job);
  }

  /** The jobs that have listeners. */
  Set<UUID> heard() {
    return Set.copyOf(listeners.keySet());
  }

  /** Ends the streams of a job that is no more. */
  void end(UUID job) {
    listeners.getOrDefault(job, Set.of()).forEach(Listener::end);
  }

  /** The number of listeners to all jobs. */
  int count() {
    return listeners.values().stream().mapToInt(Set::size).sum();
  }

  void tell(UUID job, JobEvent event) {
    listeners.getOrDefault(job, Set.of()).forEach(listener -> listener.tell(event));
  }
}
