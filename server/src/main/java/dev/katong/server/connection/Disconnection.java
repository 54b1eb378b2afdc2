package dev.katong.server.connection;

import io.netty.handler.timeout.ReadTimeoutException;
import java.net.SocketException;
import reactor.netty.channel.AbortedException;

/**
 * Separates failures that only mean that a client has disconnected from failures of the service.
 */
public final class Disconnection {
  private Disconnection() {}

  /** True if a failure means that the client has disconnected, or sends nothing more. */
  public static boolean is(Throwable failure) {
    return failure instanceof AbortedException
        || AbortedException.isConnectionReset(failure)
        || failure instanceof SocketException
        || failure instanceof ReadTimeoutException;
  }
}
