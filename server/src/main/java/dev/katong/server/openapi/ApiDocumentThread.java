package dev.katong.server.openapi;

import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Has the document made, which takes a while the first time, on a thread that may be blocked. */
@Component
final class ApiDocumentThread implements WebFilter {
  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    Mono<Void> rest = chain.filter(exchange);
    return exchange.getRequest().getPath().pathWithinApplication().value().startsWith("/openapi")
        ? rest.subscribeOn(Schedulers.boundedElastic())
        : rest;
  }
}
