package dev.katong.cli.console;

import dev.katong.KatongException;
import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import dev.katong.KatongException.BadPhoto;
import dev.katong.KatongException.NoFace;
import dev.katong.KatongException.NoSuchStyle;
import dev.katong.KatongException.OutOfMemory;
import dev.katong.KatongException.OverBudget;
import java.util.List;

/** The one table from kinds of failure to exit codes, names in JSON and sentences. */
public final class Failures {
  /** Several pictures failed, for different reasons. */
  public static final int MIXED = 1;

  private static final int FAULT = 70;

  private record Kind(Class<? extends Throwable> type, int exitCode) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(BadPhoto.class, 3),
          new Kind(NoSuchStyle.class, 4),
          new Kind(BadModel.class, 4),
          new Kind(NoFace.class, 5),
          new Kind(BadOutput.class, 6),
          new Kind(KatongException.Engine.class, 7),
          new Kind(OverBudget.class, 8),
          new Kind(OutOfMemory.class, 8),
          new Kind(OutOfMemoryError.class, 8),
          new Kind(BadDownload.class, 9));

  private Failures() {}

  /** The exit code of a command that ended with this failure. */
  public static int exitCode(Throwable failure) {
    return kind(failure).exitCode;
  }

  /** The failure's name in JSON, such as {@code bad-photo}. */
  public static String name(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return "out-of-memory";
    }
    return failure instanceof KatongException known ? known.kind() : "fault";
  }

  /** A sentence for a person, such as {@code katong: the folder trip holds no photos}. */
  public static String sentence(Throwable failure) {
    return "katong: " + Printable.text(message(failure));
  }

  /** The failure's message for programs, without the sentence's beginning. */
  public static String message(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return "memory ran out; ask for a smaller picture with --resolution";
    }
    return failure instanceof KatongException
        ? String.valueOf(failure.getMessage())
        : "a fault in Katong itself: " + failure + "; please report it";
  }

  private static Kind kind(Throwable failure) {
    return KINDS.stream()
        .filter(kind -> kind.type.isInstance(failure))
        .findFirst()
        .orElse(new Kind(KatongException.class, FAULT));
  }
}
