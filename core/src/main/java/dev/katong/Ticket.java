package dev.katong;

import dev.katong.photo.PictureFormat;
import java.util.Optional;

/**
 * What comes with a picture besides its options: its place among the others, who is told how far it
 * has come, and how it is stopped.
 *
 * @param priority who goes first
 * @param client whose picture it is; clients of equal priority take turns
 * @param format of the file that will be made of the cartoon, whose encoder's memory is reserved
 *     too; empty if there will be none
 * @param progress told of the stages
 * @param cancellation stops the work
 */
public record Ticket(
    Priority priority,
    String client,
    Optional<PictureFormat> format,
    Progress progress,
    Cancellation cancellation) {
  /** A single picture, of which nobody is told and which nobody stops. */
  public static final Ticket DEFAULTS =
      new Ticket(Priority.SINGLE, "", Optional.empty(), Progress.NONE, Cancellation.NEVER);

  /** This with another priority. */
  public Ticket priority(Priority other) {
    return new Ticket(other, client, format, progress, cancellation);
  }

  /** This for another client. */
  public Ticket client(String other) {
    return new Ticket(priority, other, format, progress, cancellation);
  }

  /** This with the format of the file that will be made. */
  public Ticket format(PictureFormat other) {
    return new Ticket(priority, client, Optional.of(other), progress, cancellation);
  }

  /** This with somebody else who is told. */
  public Ticket progress(Progress other) {
    return new Ticket(priority, client, format, other, cancellation);
  }

  /** This with another way to be stopped. */
  public Ticket cancellation(Cancellation other) {
    return new Ticket(priority, client, format, progress, other);
  }
}
