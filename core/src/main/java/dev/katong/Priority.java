package dev.katong;

/** The order in which waiting pictures are admitted. */
public enum Priority {
  /** A picture that a user is waiting for. */
  SINGLE,
  /** A picture of a batch. */
  BATCH
}
