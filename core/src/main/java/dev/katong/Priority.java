package dev.katong;

/** Who goes first where pictures wait. */
public enum Priority {
  /** A picture that somebody waits for. */
  SINGLE,
  /** One of many. */
  BATCH
}
