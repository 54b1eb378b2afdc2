package dev.katong.server.service;

import dev.katong.KatongException;
import dev.katong.Priority;
import dev.katong.Progress;
import dev.katong.Report;
import dev.katong.Stage;
import io.micrometer.observation.Observation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of each picture, with one below it of each stage. The span of a single picture
 * belongs to its request's, that of a job's picture begins a trace.
 */
public final class PictureTraces {
  private final @Nullable Tracer tracer;

  /**
   * Creates the traces.
   *
   * @param tracer null if nothing is traced
   */
  public PictureTraces(@Nullable Tracer tracer) {
    this.tracer = tracer;
  }

  /**
   * Begins the trace of a picture.
   *
   * @param request the observation of its request; null for a picture of a job
   * @param key the name of the key that asked for it
   */
  Trace begin(@Nullable Observation request, String style, Priority priority, String key) {
    if (tracer == null) {
      return new Trace(null, null);
    }
    Span span =
        next(tracer, parent(request))
            .name("picture")
            .tag("katong.style", style)
            .tag("katong.priority", priority.name().toLowerCase(Locale.ROOT))
            .tag("katong.key", key)
            .start();
    return new Trace(tracer, span);
  }

  private static @Nullable Span parent(@Nullable Observation request) {
    if (request == null) {
      return null;
    }
    TracingContext context = request.getContextView().get(TracingContext.class);
    return context == null ? null : context.getSpan();
  }

  private static Span next(Tracer tracer, @Nullable Span parent) {
    return Objects.requireNonNull(tracer.nextSpan(parent));
  }

  /** The trace of one picture; does nothing if nothing is traced. */
  static final class Trace {
    private final @Nullable Tracer tracer;
    private final @Nullable Span picture;
    private final Map<Stage, Span> open = new EnumMap<>(Stage.class);

    private Trace(@Nullable Tracer tracer, @Nullable Span picture) {
      this.tracer = tracer;
      this.picture = picture;
    }

    /** Progress that also begins and ends the spans of the stages. */
    Progress watch(Progress progress) {
      if (tracer == null) {
        return progress;
      }
      return (stage, fraction) -> {
        at(tracer, stage, fraction);
        progress.at(stage, fraction);
      };
    }

    private synchronized void at(Tracer tracer, Stage stage, double fraction) {
      if (fraction < 1) {
        open.computeIfAbsent(stage, begun -> next(tracer, picture).name(begun.label()).start());
      } else {
        Span span = open.remove(stage);
        if (span != null) {
          span.end();
        }
      }
    }

    void drawn(Report report) {
      if (picture != null) {
        picture
            .tag("katong.device", report.device())
            .tag("katong.width", report.width())
            .tag("katong.height", report.height())
            .tag("katong.faces", report.faces().size())
            .end();
      }
    }

    synchronized void failed(Throwable failure) {
      if (picture != null) {
        open.values().forEach(span -> span.error(failure).end());
        open.clear();
        String outcome = failure instanceof KatongException known ? known.kind().label() : "fault";
        picture.tag("katong.outcome", outcome).error(failure).end();
      }
    }
  }
}
