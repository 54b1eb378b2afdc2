package dev.katong;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure of a picture, a style or a network. The message is one sentence about what was wrong
 * with what. Programs go by {@link #kind()}; {@link #remedy()} is a way out, which the command and
 * the service put into their own words.
 */
public abstract sealed class KatongException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kinds of failure, one for each subclass. */
  public enum Kind {
    BAD_PHOTO,
    NO_SUCH_STYLE,
    BAD_MODEL,
    NO_FACE,
    BAD_OUTPUT,
    BAD_DOWNLOAD,
    OVER_BUDGET,
    OUT_OF_MEMORY,
    ENGINE,
    CANCELLED;

    /** The kind's name for programs, which never changes, such as {@code bad-photo}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Ways out of a failure. */
  public enum Remedy {
    /** Raise the limit of bytes for photos. */
    ALLOW_MORE_BYTES,
    /** Raise the limit of pixels for photos. */
    ALLOW_MORE_PIXELS,
    /** Ask for a smaller result, or end other programs. */
    ASK_FOR_LESS,
    /** Raise the memory budget, see {@link OverBudget#leastBytes()}. */
    RAISE_BUDGET,
    /** Give the JVM a larger heap. */
    RAISE_HEAP,
    /** Lower the memory budget, or end other programs. */
    LOWER_BUDGET,
    /** Run the networks on the processor. */
    USE_PROCESSOR,
    /** End other programs that use the device, or run the networks on the processor. */
    FREE_DEVICE,
    /** Fetch the YuNet face detector, or look for no faces. */
    FETCH_FACE_DETECTOR,
    /** Add the decoder of HEIC and AVIF photos, or export the photo as JPEG. */
    ADD_HEIF_DECODER,
    /** Fetch or import styles. */
    ADD_STYLES,
    /** Import the file or folder as a style. */
    IMPORT_STYLE,
    /** Replace the style, or choose another name. */
    REPLACE_STYLE,
    /** Make the style's networks in half precision. */
    MAKE_FP16,
    /** Make the style's networks in 8-bit integers. */
    MAKE_INT8,
    /** Make more variants of the style. */
    MAKE_VARIANTS
  }

  private final Kind kind;
  private final @Nullable Remedy remedy;

  private KatongException(
      Kind kind, String message, @Nullable Remedy remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.remedy = remedy;
  }

  public Kind kind() {
    return kind;
  }

  /** A way out; empty if the message names it, or there is none. */
  public Optional<Remedy> remedy() {
    return Optional.ofNullable(remedy);
  }

  /** The photo cannot be read: missing, damaged, of an unknown kind or too large. */
  public static final class BadPhoto extends KatongException {
    private static final long serialVersionUID = 1L;

    public BadPhoto(String message) {
      super(Kind.BAD_PHOTO, message, null, null);
    }

    public BadPhoto(String message, @Nullable Throwable cause) {
      super(Kind.BAD_PHOTO, message, null, cause);
    }

    public BadPhoto(String message, Remedy remedy) {
      super(Kind.BAD_PHOTO, message, remedy, null);
    }
  }

  /** No style has the asked name or lies at the asked path. */
  public static final class NoSuchStyle extends KatongException {
    private static final long serialVersionUID = 1L;

    public NoSuchStyle(String message) {
      super(Kind.NO_SUCH_STYLE, message, null, null);
    }

    public NoSuchStyle(String message, Remedy remedy) {
      super(Kind.NO_SUCH_STYLE, message, remedy, null);
    }
  }

  /** A style pack, network or face detector file is damaged or of a form that Katong cannot use. */
  public static final class BadModel extends KatongException {
    private static final long serialVersionUID = 1L;

    public BadModel(String message) {
      super(Kind.BAD_MODEL, message, null, null);
    }

    public BadModel(String message, @Nullable Throwable cause) {
      super(Kind.BAD_MODEL, message, null, cause);
    }

    public BadModel(String message, Remedy remedy) {
      super(Kind.BAD_MODEL, message, remedy, null);
    }
  }

  /** A face was required and none was found. */
  public static final class NoFace extends KatongException {
    private static final long serialVersionUID = 1L;

    public NoFace(String message) {
      super(Kind.NO_FACE, message, null, null);
    }
  }

  /** The result cannot be written. */
  public static final class BadOutput extends KatongException {
    private static final long serialVersionUID = 1L;

    public BadOutput(String message) {
      super(Kind.BAD_OUTPUT, message, null, null);
    }

    public BadOutput(String message, @Nullable Throwable cause) {
      super(Kind.BAD_OUTPUT, message, null, cause);
    }

    public BadOutput(String message, Remedy remedy) {
      super(Kind.BAD_OUTPUT, message, remedy, null);
    }
  }

  /** A style or the face detector cannot be fetched from the service that publishes it. */
  public static final class BadDownload extends KatongException {
    private static final long serialVersionUID = 1L;

    public BadDownload(String message) {
      super(Kind.BAD_DOWNLOAD, message, null, null);
    }

    public BadDownload(String message, @Nullable Throwable cause) {
      super(Kind.BAD_DOWNLOAD, message, null, cause);
    }
  }

  /** The memory budget is too small for the picture, as the plan shows. */
  public static final class OverBudget extends KatongException {
    private static final long serialVersionUID = 1L;

    private final long leastBytes;

    /**
     * A budget that is too small.
     *
     * @param leastBytes the smallest that works
     */
    public OverBudget(String message, long leastBytes, Remedy remedy) {
      super(Kind.OVER_BUDGET, message, remedy, null);
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

    public OutOfMemory(String message, Remedy remedy, @Nullable Throwable cause) {
      super(Kind.OUT_OF_MEMORY, message, remedy, cause);
    }
  }

  /** The inference engine failed while it ran a network. */
  public static final class Engine extends KatongException {
    private static final long serialVersionUID = 1L;

    public Engine(String message, @Nullable Throwable cause) {
      super(Kind.ENGINE, message, null, cause);
    }

    public Engine(String message, Remedy remedy, @Nullable Throwable cause) {
      super(Kind.ENGINE, message, remedy, cause);
    }
  }

  /** The work was stopped before its end, see {@link Cancellation}. */
  public static final class Cancelled extends KatongException {
    private static final long serialVersionUID = 1L;

    public Cancelled(String message) {
      super(Kind.CANCELLED, message, null, null);
    }
  }
}
