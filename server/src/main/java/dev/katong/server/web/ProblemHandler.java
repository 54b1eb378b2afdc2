package dev.katong.server.web;

import dev.katong.server.connection.Disconnection;
import dev.katong.server.service.ServiceMetrics;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Answers every failed request with its error, wherever it failed; never with a stack trace. */
@Component
@Order(ProblemHandler.BEFORE_SPRING)
final class ProblemHandler implements WebExceptionHandler {
  static final int BEFORE_SPRING = -2;

  private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

  private final JsonMapper json;
  private final ServiceMetrics metrics;

  ProblemHandler(JsonMapper json, ServiceMetrics metrics) {
    this.json = json;
    this.metrics = metrics;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    ServerHttpResponse response = exchange.getResponse();
    if (response.isCommitted()) {
      return Mono.error(failure);
    }
    if (Disconnection.is(failure)) {
      LOG.debug("the client has gone");
      return Mono.empty();
    }
    Problem problem = Problem.of(failure);
    note(exchange, problem, failure);
    response.setStatusCode(problem.status());
    HttpHeaders headers = response.getHeaders();
    if (failure instanceof ErrorResponse answer) {
      headers.putAll(answer.getHeaders());
      if (headers.getAllow().contains(HttpMethod.GET)) {
        Set<HttpMethod> allowed = new LinkedHashSet<>(headers.getAllow());
        allowed.add(HttpMethod.HEAD);
        headers.setAllow(allowed);
      }
    }
    if (problem.retrySeconds() > 0) {
      headers.set(HttpHeaders.RETRY_AFTER, Integer.toString(problem.retrySeconds()));
    }
    if (problem.code().equals("unauthorized")) {
      headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    boolean openAi =
        exchange.getRequest().getPath().pathWithinApplication().value().startsWith("/v1/");
    headers.setContentType(
        openAi ? MediaType.APPLICATION_JSON : MediaType.APPLICATION_PROBLEM_JSON);
    byte[] body =
        json.writeValueAsBytes(
            openAi ? problem.openAiValues() : problem.values(RequestAttributes.id(exchange)));
    headers.setContentLength(body.length);
    DataBuffer buffer = response.bufferFactory().wrap(body);
    return response.writeWith(Mono.just(buffer));
  }

  private void note(ServerWebExchange exchange, Problem problem, Throwable failure) {
    metrics.rejected(problem.code());
    try (LogFields fields = new LogFields(exchange)) {
      if (problem.code().equals("fault")) {
        LOG.error("a fault in the service", failure);
      } else if (problem.code().equals("bad-model")) {
        LOG.error("a style is damaged: {}", failure.getMessage());
      } else if (problem.code().equals("disk-full")) {
        LOG.warn("{}: {}", problem.detail(), failure.getMessage());
      } else {
        LOG.info("{}: {}", problem.code(), problem.detail().replaceAll("\\p{Cntrl}", "?"));
      }
    }
  }
}
