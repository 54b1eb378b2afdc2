package dev.katong.server.storage;

import java.io.IOException;

/** The storage does not answer, or refuses; later it may do what was asked of it. */
public final class StorageUnreachable extends IOException {
  private static final long serialVersionUID = 1;

  StorageUnreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
