package dev.katong.server.web;

import dev.katong.server.service.Uploads;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Deletes the files of a request once it was answered, has failed, or its client has gone. */
@Component
@Order(RequestFilesFilter.ORDER)
final class RequestFilesFilter implements WebFilter {
  /** The filter's order: after the filters that refuse requests. */
  static final int ORDER = -80;

  private final Uploads uploads;

  RequestFilesFilter(Uploads uploads) {
    this.uploads = uploads;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return Mono.using(
        () -> new RequestFiles(uploads),
        files -> {
          files.of(exchange);
          return chain.filter(exchange);
        },
        RequestFiles::close);
  }
}
