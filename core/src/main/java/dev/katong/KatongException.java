package dev.katong;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a picture, a style or a network, in one sentence that also says what to do.
 * Each subclass is one kind of failure; command line and server map the kind, not the text.
 */
public abstract sealed class KatongException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String kind;

  private KatongException(String kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** The kind in one word that never changes, such as {@code bad-photo}, for programs. */
  public String kind() {
    return kind;
  }

  /** The photo cannot be read: missing, damaged, of an unknown kind or too large. */
  public static final class BadPhoto extends KatongException {
    private static final long serialVersionUID = 1L;

    public BadPhoto(String message) {
      this(message, null);
    }

    public BadPhoto(String message, @Nullable Throwable cause) {
      super("bad-photo", message, cause);
    }
  }

  /** No style has the asked name or lies at the asked path. */
  public static final class NoSuchStyle extends KatongException {
    private static final long serialVersionUID = 1L;

    public NoSuchStyle(String message) {
      super("no-such-style", message, null);
    }
  }

  /** A style pack, network or face detector file is damaged or of a form that Katong cannot use. */
  public static final class BadModel extends KatongException {
    private static final long serialVersionUID = 1L;

    public BadModel(String message) {
      this(message, null);
    }

    public BadModel(String message, @Nullable Throwable cause) {
      super("bad-model", message, cause);
    }
  }

  /** A face was required and none was found. */
  public static final class NoFace extends KatongException {
    private static final long serialVersionUID = 1L;

    public NoFace(String message) {
      super("no-face", message, null);
    }
  }

  /** The result cannot be written. */
  public static final class BadOutput extends KatongException {
    private static final long serialVersionUID = 1L;

    public BadOutput(String message) {
      this(message, null);
    }

    public BadOutput(String message, @Nullable Throwable cause) {
      super("bad-output", message, cause);
    }
  }

  /** A style or the face detector cannot be fetched from the service that publishes it. */
  public static final class BadDownload extends KatongException {
    private static final long serialVersionUID = 1L;

    public BadDownload(String message) {
      this(message, null);
    }

    public BadDownload(String message, @Nullable Throwable cause) {
      super("bad-download", message, cause);
    }
  }

  /** The memory that Katong may use is too small for the picture, as was known beforehand. */
  public static final class OverBudget extends KatongException {
    private static final long serialVersionUID = 1L;

    private final long leastBytes;

    /**
     * A budget that is too small.
     *
     * @param leastBytes the smallest that works
     */
    public OverBudget(String message, long leastBytes) {
      super("over-budget", message, null);
      this.leastBytes = leastBytes;
    }

    /** The smallest budget that works, in bytes. */
    public long leastBytes() {
      return leastBytes;
    }
  }

  /** The machine had less memory than was planned for. */
  public static final class OutOfMemory extends KatongException {
    private static final long serialVersionUID = 1L;

    public OutOfMemory(String message, @Nullable Throwable cause) {
      super("out-of-memory", message, cause);
    }
  }

  /** The inference engine failed while it ran a network. */
  public static final class Engine extends KatongException {
    private static final long serialVersionUID = 1L;

    public Engine(String message, @Nullable Throwable cause) {
      super("engine", message, cause);
    }
  }

  /** The work was stopped before its end, see {@link Cancellation}. */
  public static final class Cancelled extends KatongException {
    private static final long serialVersionUID = 1L;

    public Cancelled(String message) {
      super("cancelled", message, null);
    }
  }
}
