package dev.katong.server.service;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown when the service refuses or fails a request for a reason other than its picture. */
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kinds of error. */
  public enum Kind {
    /** A value of a request is missing or not allowed. */
    BAD_PARAMETER,
    /** The request is larger than allowed. */
    TOO_LARGE,
    /** The most pictures are in flight already. */
    QUEUE_FULL,
    /** The key has done as much as it may for now. */
    RATE_LIMITED,
    /** The picture was not ready in time. */
    DEADLINE,
    /** The service is being stopped. */
    STOPPING,
    /** There is no such thing, or it belongs to another key. */
    NOT_FOUND,
    /** The thing is not in a state in which this can be done. */
    CONFLICT,
    /** An idempotency key was sent with another request before. */
    KEY_REUSED,
    /** The disk has not enough free space for it. */
    DISK_FULL
  }

  private final Kind kind;
  private final @Nullable String parameter;
  private final int retrySeconds;

  private ServiceException(
      Kind kind, String message, @Nullable String parameter, int retrySeconds) {
    super(message);
    this.kind = kind;
    this.parameter = parameter;
    this.retrySeconds = retrySeconds;
  }

  /** A refusal that is final. */
  public ServiceException(Kind kind, String message) {
    this(kind, message, null, 0);
  }

  /** A value of a request is missing or not allowed. */
  public static ServiceException of(String parameter, String message) {
    return new ServiceException(Kind.BAD_PARAMETER, message, parameter, 0);
  }

  /** A refusal that is worth another try after some seconds. */
  public static ServiceException later(Kind kind, String message, int seconds) {
    return new ServiceException(kind, message, null, seconds);
  }

  public Kind kind() {
    return kind;
  }

  /** The name of the value that is wrong. */
  public Optional<String> parameter() {
    return Optional.ofNullable(parameter);
  }

  /** The seconds after which another try may succeed; 0 if none will. */
  public int retrySeconds() {
    return retrySeconds;
  }
}
