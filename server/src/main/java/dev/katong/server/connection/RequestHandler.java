package dev.katong.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the requests of one connection. The head of a request must come within a time, and
 * its body must go on whenever the service waits for more of it. A request that is answered before
 * all of it was received ends the connection: what else comes is dropped, and only for a moment, so
 * that the client can read the answer. Requests that are sent before the one ahead is answered may
 * be small.
 */
final class RequestHandler extends ChannelDuplexHandler {
  private static final int MOST_PIPELINED_BYTES = 64 * 1024;
  private static final int PIPELINED_HEAD_BYTES = 4 * 1024;

  /**
   * The most bytes that are read and dropped before a connection is closed, for clients that read
   * only after sending.
   */
  private static final long MOST_DROPPED_BYTES = 16 << 20;

  private static final int LINGER_SECONDS = 3;

  private final Duration head;
  private final Duration receive;
  private @Nullable Future<?> headTimeout;
  private @Nullable Future<?> bodyTimeout;
  private long begun;
  private long received;
  private long answered;
  private long pipelinedBytes;
  private boolean informational;
  private boolean unread;
  private boolean lingering;
  private long dropped;

  /**
   * A handler of one connection.
   *
   * @param head the longest time for the head of a request
   * @param receive the longest pause within a body that the service waits for
   */
  RequestHandler(Duration head, Duration receive) {
    this.head = head;
    this.receive = receive;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    awaitHead(context);
    context.fireChannelActive();
  }

  private void awaitHead(ChannelHandlerContext context) {
    if (headTimeout == null) {
      headTimeout =
          context
              .executor()
              .schedule(() -> context.close(), head.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void headCame() {
    if (headTimeout != null) {
      headTimeout.cancel(false);
      headTimeout = null;
    }
  }

  /**
   * Reactor Netty's own read timeout is added and removed with each request while answers change
   * the pipeline from other threads, and then fails now and then.
   */
  @Override
  public void read(ChannelHandlerContext context) {
    if (begun > received && bodyTimeout == null && !lingering) {
      bodyTimeout =
          context
              .executor()
              .schedule(() -> stalled(context), receive.toMillis(), TimeUnit.MILLISECONDS);
    }
    context.read();
  }

  private void stalled(ChannelHandlerContext context) {
    bodyTimeout = null;
    if (begun > received && context.channel().isActive()) {
      context.fireExceptionCaught(ReadTimeoutException.INSTANCE);
      context.close();
    }
  }

  private void bodyWentOn() {
    if (bodyTimeout != null) {
      bodyTimeout.cancel(false);
      bodyTimeout = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    headCame();
    bodyWentOn();
    context.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    bodyWentOn();
    if (lingering) {
      drop(context, message);
      return;
    }
    if (message instanceof HttpRequest) {
      headCame();
      begun++;
    }
    boolean pipelined = begun - answered > 1;
    if (message instanceof LastHttpContent) {
      received++;
    }
    if (pipelined && isTooMuch(message)) {
      ReferenceCountUtil.release(message);
      context.close();
      return;
    }
    context.fireChannelRead(message);
  }

  private boolean isTooMuch(Object message) {
    pipelinedBytes += message instanceof HttpRequest ? PIPELINED_HEAD_BYTES : size(message);
    return pipelinedBytes > MOST_PIPELINED_BYTES;
  }

  private static int size(Object message) {
    return message instanceof ByteBufHolder holder ? holder.content().readableBytes() : 0;
  }

  private void drop(ChannelHandlerContext context, Object message) {
    dropped += message instanceof ByteBuf buffer ? buffer.readableBytes() : size(message);
    ReferenceCountUtil.release(message);
    if (dropped > MOST_DROPPED_BYTES) {
      context.close();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    // Something came, and it was not a whole head.
    if (begun == answered && !lingering) {
      awaitHead(context);
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response) {
      informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      unread = !informational && received <= answered;
      if (unread) {
        HttpUtil.setKeepAlive(response, false);
      }
    }
    if (message instanceof LastHttpContent && !informational) {
      answered++;
      if (begun - answered <= 1) {
        pipelinedBytes = 0;
      }
      if (unread) {
        context.write(message, promise.unvoid().addListener(sent -> context.channel().close()));
        return;
      }
    }
    context.write(message, promise);
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    Channel channel = context.channel();
    if (!unread || lingering || !channel.isActive()) {
      context.close(promise);
      return;
    }
    lingering = true;
    if (channel instanceof DuplexChannel duplex
        && context.pipeline().get(SslHandler.class) == null) {
      var unused = duplex.shutdownOutput();
    }
    channel.config().setAutoRead(true);
    context.read();
    var unused =
        context.executor().schedule(() -> context.close(promise), LINGER_SECONDS, TimeUnit.SECONDS);
  }
}
