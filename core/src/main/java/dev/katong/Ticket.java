package dev.katong;

/**
 * What comes with a picture besides its options: its place among the others, who is told how far it
 * has come, and how it is stopped.
 *
 * @param priority who goes first
 * @param progress told of the stages
 * @param cancellation stops the work
 */
public record Ticket(Priority priority, Progress progress, Cancellation cancellation) {
  /** A single picture, of which nobody is told and which nobody stops. */
  public static final Ticket DEFAULTS =
      new Ticket(Priority.SINGLE, Progress.NONE, Cancellation.NEVER);

  /** This with another priority. */
  public Ticket priority(Priority other) {
    return new Ticket(other, progress, cancellation);
  }

  /** This with somebody else who is told. */
  public Ticket progress(Progress other) {
    return new Ticket(priority, other, cancellation);
  }

  /** This with another way to be stopped. */
  public Ticket cancellation(Cancellation other) {
    return new Ticket(priority, progress, other);
  }
}
