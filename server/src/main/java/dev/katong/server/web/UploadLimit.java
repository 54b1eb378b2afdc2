package dev.katong.server.web;

import dev.katong.server.ServerSettings;
import dev.katong.server.service.ServiceException;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Refuses what is too large by its header, and cuts off what turns out to be. */
@Component
@Order(UploadLimit.AFTER_KEYS)
final class UploadLimit implements WebFilter {
  static final int AFTER_KEYS = -80;

  /** What a form adds to its files. */
  private static final long FORM_BYTES = 1 << 20;

  private final ServerSettings settings;

  UploadLimit(ServerSettings settings) {
    this.settings = settings;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    if (request.getMethod() != HttpMethod.POST) {
      return chain.filter(exchange);
    }
    long limit = limit(request.getPath().pathWithinApplication().value()) + FORM_BYTES;
    if (request.getHeaders().getContentLength() > limit) {
      return Mono.error(tooLarge(limit));
    }
    return chain.filter(exchange.mutate().request(new Counted(request, limit)).build());
  }

  private long limit(String path) {
    if (path.equals("/api/v1/jobs")) {
      return settings.jobs().maxUploadBytes();
    }
    return path.startsWith("/v1/")
        ? ImageEditsController.MOST_IMAGES * settings.maxUploadBytes()
        : settings.maxUploadBytes();
  }

  private static ServiceException tooLarge(long limit) {
    return new ServiceException(
        ServiceException.Kind.TOO_LARGE,
        "at most %d bytes may be sent here; send less".formatted(limit));
  }

  /** A request that fails when more of it has come than may. */
  private static final class Counted extends ServerHttpRequestDecorator {
    private final long limit;

    Counted(ServerHttpRequest request, long limit) {
      super(request);
      this.limit = limit;
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return Flux.defer(
          () -> {
            long[] received = {0};
            return super.getBody()
                .doOnNext(
                    buffer -> {
                      received[0] += buffer.readableByteCount();
                      if (received[0] > limit) {
                        DataBufferUtils.release(buffer);
                        throw tooLarge(limit);
                      }
                    });
          });
    }
  }
}
