package dev.katong;

import dev.katong.image.PictureFormat;
import java.util.Optional;

/**
 * The circumstances of one picture, apart from its options.
 *
 * @param priority its place among waiting pictures
 * @param client the owner of the picture; clients of equal priority take turns
 * @param format the format of the file that will be made of the cartoon, whose encoder's memory is
 *     reserved too; empty if there will be none
 * @param progress receives the stages
 * @param cancellation stops the work
 */
public record RequestContext(
    Priority priority,
    String client,
    Optional<PictureFormat> format,
    Progress progress,
    Cancellation cancellation) {
  /** A single picture without progress, cancellation or file. */
  public static final RequestContext DEFAULTS =
      new RequestContext(Priority.SINGLE, "", Optional.empty(), Progress.NONE, Cancellation.NEVER);

  /** Returns this context with another priority. */
  public RequestContext priority(Priority other) {
    return new RequestContext(other, client, format, progress, cancellation);
  }

  /** Returns this context for another client. */
  public RequestContext client(String other) {
    return new RequestContext(priority, other, format, progress, cancellation);
  }

  /** Returns this context with the format of the file that will be made. */
  public RequestContext format(PictureFormat other) {
    return new RequestContext(priority, client, Optional.of(other), progress, cancellation);
  }

  /** Returns this context with another receiver of progress. */
  public RequestContext progress(Progress other) {
    return new RequestContext(priority, client, format, other, cancellation);
  }

  /** Returns this context with another cancellation. */
  public RequestContext cancellation(Cancellation other) {
    return new RequestContext(priority, client, format, progress, other);
  }
}
