package dev.katong.server.health;

import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ends event streams and closes connections when the service stops. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
final class StoppingFilter implements WebFilter {
  private final Stopping stopping;

  StoppingFilter(Stopping stopping) {
    this.stopping = stopping;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpResponse response = exchange.getResponse();
    if (stopping.isBegun()) {
      response.getHeaders().set(HttpHeaders.CONNECTION, "close");
    }
    return exchange.getRequest().getMethod() == HttpMethod.GET
        ? chain.filter(exchange.mutate().response(new Ending(response)).build())
        : chain.filter(exchange);
  }

  /** A response that ends its event stream when the service stops. */
  private final class Ending extends ServerHttpResponseDecorator {
    Ending(ServerHttpResponse response) {
      super(response);
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
      MediaType type = getHeaders().getContentType();
      boolean events = type != null && type.isCompatibleWith(MediaType.TEXT_EVENT_STREAM);
      return super.writeAndFlushWith(
          events ? Flux.from(body).takeUntilOther(stopping.begun()) : body);
    }
  }
}
