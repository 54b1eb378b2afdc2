package dev.katong.server.web;

import dev.katong.server.ServerSettings;
import dev.katong.server.service.ServiceException;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Flux;

/**
 * Ends the body of a request that is larger than its path allows with an error, whether its length
 * was told beforehand or not. Wraps the request before an exchange is made of it, so that no reader
 * of a body goes around it.
 */
@Component
final class BodyLimit implements WebHttpHandlerBuilderCustomizer {
  /** What a form adds to its files, and a body where none is needed. */
  private static final long FORM_BYTES = 1 << 20;

  private static final long NO_FILE_BYTES = 1 << 16;

  private final ServerSettings settings;

  BodyLimit(ServerSettings settings) {
    this.settings = settings;
  }

  @Override
  public void customize(WebHttpHandlerBuilder builder) {
    builder.httpHandlerDecorator(this::limited);
  }

  private HttpHandler limited(HttpHandler handler) {
    return (request, response) -> handler.handle(new Limited(request, limit(request)), response);
  }

  private long limit(ServerHttpRequest request) {
    return switch (request.getPath().pathWithinApplication().value()) {
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
                  : super.getBody().map(this::counted));
    }

    private DataBuffer counted(DataBuffer buffer) {
      if (received.addAndGet(buffer.readableByteCount()) > limit) {
        DataBufferUtils.release(buffer);
        throw tooLarge();
      }
      return buffer;
    }

    private ServiceException tooLarge() {
      return new ServiceException(
          ServiceException.Kind.TOO_LARGE,
          "at most %d bytes may be sent here; send less".formatted(limit));
    }
  }
}
