package dev.katong.cli.doctor;

import dev.katong.KatongException;
import dev.katong.cli.console.Failures;
import dev.katong.image.io.FileFailure;
import java.io.IOException;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One line of the {@link Diagnosis}.
 *
 * @param name one word
 * @param text for people
 * @param facts values for programs, in types that JSON can hold; null if nothing is known
 * @param failure the reason if the thing is broken, else null
 */
record Finding(String name, String text, @Nullable Object facts, @Nullable Throwable failure) {
  /** The result of a probe, as in {@link Finding}. */
  record Seen(String text, Object facts) {}

  private record Failed(String kind, String message) {}

  /** Looks at one thing; may throw anything. */
  @FunctionalInterface
  interface Probe {
    Seen look() throws Exception;
  }

  /** A thing that must work: it is broken if the probe fails. */
  static Finding needed(String name, Probe probe) {
    return of(name, probe, Finding::broken);
  }

  /** A thing worth showing: it is unknown if the probe fails. */
  static Finding known(String name, Probe probe) {
    return of(name, probe, Finding::unknown);
  }

  private static Finding of(
      String name, Probe probe, BiFunction<String, Throwable, Finding> failed) {
    try {
      Seen seen = probe.look();
      return new Finding(name, seen.text, seen.facts, null);
    } catch (LinkageError e) {
      return failed.apply(name, new KatongException.Engine(libraryMissing(e), e));
    } catch (Throwable e) {
      // Even an Error: the other probes still run.
      return failed.apply(name, e);
    }
  }

  private static Finding broken(String name, Throwable failure) {
    String message = Failures.message(failure);
    return new Finding(
        name,
        "BROKEN: " + message,
        Map.of("error", new Failed(Failures.name(failure), message)),
        failure);
  }

  private static Finding unknown(String name, Throwable failure) {
    String reason =
        failure instanceof IOException file
            ? FileFailure.reason(file)
            : String.valueOf(failure.getMessage());
    return new Finding(name, "unknown (" + reason + ")", null, null);
  }

  private static String libraryMissing(LinkageError failure) {
    String reason = failure.getMessage();
    return "a native library cannot be loaded ("
        + (reason == null ? failure.getCause() : reason)
        + "); use a jar that was built for this platform, and check that there is free space in the folder"
        + " for its libraries";
  }

  boolean broken() {
    return failure != null;
  }
}
