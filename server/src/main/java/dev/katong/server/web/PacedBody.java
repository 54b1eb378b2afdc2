package dev.katong.server.web;

import dev.katong.server.connection.RequestChannel;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends a body as its client takes it: the next piece is asked for when the one before has left
 * this process. Reactor Netty by itself asks for up to 128 pieces ahead, and keeps them.
 */
final class PacedBody {
  private PacedBody() {}

  static Flux<DataBuffer> of(ServerWebExchange exchange, Flux<DataBuffer> pieces) {
    return Flux.defer(
        () -> {
          Channel channel = RequestChannel.of(exchange);
          return pieces.concatMap(piece -> Flux.concat(Mono.just(piece), sent(channel)), 1);
        });
  }

  /**
   * Ends when all that was written to a connection has been sent: an empty write comes after it.
   */
  private static Mono<DataBuffer> sent(Channel channel) {
    return Mono.create(
        sink ->
            channel
                .writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(
                    written -> {
                      if (written.isSuccess()) {
                        sink.success();
                      } else {
                        sink.error(written.cause());
                      }
                    }));
  }
}
