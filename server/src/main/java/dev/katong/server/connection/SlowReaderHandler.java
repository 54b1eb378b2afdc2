package dev.katong.server.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Cuts off a client that takes nothing of what waits to be sent to it. A client that takes little
 * by little is not cut off, nor one to which nothing is sent for a while.
 */
final class SlowReaderHandler extends IdleStateHandler {

  /**
   * A handler of one connection.
   *
   * @param send after how long, at most, a client that takes nothing is cut off; after half of it,
   *     at least
   */
  SlowReaderHandler(Duration send) {
    super(true, 0, send.toMillis() / 2, 0, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
    ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
    // The first event only says that no write ended; those after it, that no byte was taken either.
    if (!event.isFirst() && waiting != null && waiting.totalPendingWriteBytes() > 0) {
      context.close();
    }
  }
}
