package dev.katong.server.jobs;

import java.util.Locale;

/** The state of a picture of a job. */
public enum PictureState {
  WAITING,
  RUNNING,
  DONE,
  FAILED,
  CANCELLED;

  /** The state's name in replies, such as {@code waiting}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
