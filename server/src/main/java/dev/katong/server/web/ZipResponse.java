package dev.katong.server.web;

import dev.katong.server.jobs.JobService;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRange;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Sends a zip archive, or one range of it. The next piece is read when the one before has been
 * sent: a client that reads slowly holds a piece in memory and no thread.
 */
final class ZipResponse {
  private static final MediaType ZIP = new MediaType("application", "zip");

  private ZipResponse() {}

  static Mono<Void> write(ServerWebExchange exchange, JobService jobs, JobService.Zip zip) {
    ServerHttpResponse response = exchange.getResponse();
    HttpHeaders headers = response.getHeaders();
    long length = zip.plan().length();
    String tag = "\"" + zip.plan().tag() + "\"";
    headers.setETag(tag);
    headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
    headers.setContentType(ZIP);
    headers.set(HttpHeaders.CONTENT_DISPOSITION, JobsController.attached("attachment", zip.name()));
    if (exchange.checkNotModified(tag)) {
      return response.setComplete();
    }
    List<HttpRange> ranges = ranges(exchange.getRequest().getHeaders(), tag);
    if (ranges.size() != 1) {
      return send(exchange, jobs, zip, 0, length);
    }
    long start = ranges.get(0).getRangeStart(length);
    long end = ranges.get(0).getRangeEnd(length);
    if (start >= length) {
      headers.set(HttpHeaders.CONTENT_RANGE, "bytes */" + length);
      response.setStatusCode(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE);
      return response.setComplete();
    }
    headers.set(HttpHeaders.CONTENT_RANGE, "bytes %d-%d/%d".formatted(start, end, length));
    response.setStatusCode(HttpStatus.PARTIAL_CONTENT);
    return send(exchange, jobs, zip, start, end - start + 1);
  }

  /** The ranges that are asked for; none if they are of another archive, or cannot be read. */
  private static List<HttpRange> ranges(HttpHeaders headers, String tag) {
    String condition = headers.getFirst(HttpHeaders.IF_RANGE);
    if (condition != null && !condition.equals(tag)) {
      return List.of();
    }
    try {
      return headers.getRange();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private static Mono<Void> send(
      ServerWebExchange exchange, JobService jobs, JobService.Zip zip, long start, long count) {
    ServerHttpResponse response = exchange.getResponse();
    response.getHeaders().setContentLength(count);
    return exchange.getRequest().getMethod() == HttpMethod.HEAD
        ? response.setComplete()
        : response.writeWith(PacedBody.of(exchange, jobs.content(zip, start, count)));
  }
}
