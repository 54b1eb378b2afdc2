package dev.katong.server.web;

import dev.katong.server.ServerSettings;
import dev.katong.server.service.ServiceException;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Flux;
import reactor.netty.channel.AbortedException;

/**
 * Ends the body of a request that is larger than its path allows with an error, whether its length
 * was announced or not. Wraps the request before an exchange is made of it, so that no reader of a
 * body goes around it.
 */
public final class BodyLimit implements WebHttpHandlerBuilderCustomizer {
  /** The most bytes that a form adds to its files. */
  private static final long FORM_BYTES = 1 << 20;

  /** The most bytes of a body without files. */
  private static final long NO_FILE_BYTES = 1 << 16;

  private final ServerSettings settings;
  private final String basePath;

  /**
   * Creates the limit.
   *
   * @param basePath a path that may stand before all others; empty for none
   */
  public BodyLimit(ServerSettings settings, String basePath) {
    this.settings = settings;
    this.basePath = basePath;
  }

  @Override
  public void customize(WebHttpHandlerBuilder builder) {
    builder.httpHandlerDecorator(this::limited);
  }

  private HttpHandler limited(HttpHandler handler) {
    return (request, response) -> handler.handle(new Limited(request, limit(request)), response);
  }

  private long limit(ServerHttpRequest request) {
    // This filter runs before the base path is split from the rest.
    String path = request.getPath().value();
    return switch (path.startsWith(basePath) ? path.substring(basePath.length()) : path) {
      case "/api/v1/jobs" -> settings.jobs().maxUploadBytes() + FORM_BYTES;
      case "/v1/images/edits" ->
          ImageEditsController.MOST_IMAGES * settings.maxUploadBytes() + FORM_BYTES;
      case "/api/v1/cartoonize", "/api/cartoonize" -> photoLimit(request);
      default -> NO_FILE_BYTES;
    };
  }

  /** Base64 makes four bytes of three. */
  private long photoLimit(ServerHttpRequest request) {
    MediaType type = MediaTypes.of(request);
    boolean base64 = type != null && type.isCompatibleWith(MediaType.APPLICATION_JSON);
    long bytes = settings.maxUploadBytes();
    return (base64 ? bytes / 3 * 4 : bytes) + FORM_BYTES;
  }

  private static final class Limited extends ServerHttpRequestDecorator {
    private static final NettyDataBufferFactory HEAP =
        new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);

    private final long limit;
    private final AtomicLong received = new AtomicLong();

    Limited(ServerHttpRequest request, long limit) {
      super(request);
      this.limit = limit;
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return Flux.defer(
          () ->
              getHeaders().getContentLength() > limit
                  ? Flux.error(tooLarge())
                  : super.getBody()
                      .onErrorMap(IOException.class, AbortedException::new)
                      .map(this::copied));
    }

    /**
     * Copied to the heap: parsers that are stopped halfway leave buffers behind. In a buffer of
     * Netty's, because Spring's search for the end of a part is three times as fast there.
     */
    private DataBuffer copied(DataBuffer buffer) {
      try {
        byte[] bytes = new byte[buffer.readableByteCount()];
        if (received.addAndGet(bytes.length) > limit) {
          throw tooLarge();
        }
        buffer.read(bytes);
        return HEAP.wrap(Unpooled.wrappedBuffer(bytes));
      } finally {
        DataBufferUtils.release(buffer);
      }
    }

    private ServiceException tooLarge() {
      return new ServiceException(
          ServiceException.Kind.TOO_LARGE,
          "at most %d bytes may be sent here; send less".formatted(limit));
    }
  }
}
