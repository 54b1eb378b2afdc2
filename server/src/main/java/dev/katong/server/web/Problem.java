package dev.katong.server.web;

import dev.katong.KatongException;
import dev.katong.KatongException.OverBudget;
import dev.katong.server.service.FailureText;
import dev.katong.server.service.ServiceException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedException;
import org.springframework.transaction.TransactionException;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;

/**
 * An error as clients receive it: a problem of RFC 9457, or an error in the form of OpenAI's API.
 *
 * @param code one word that never changes, for programs
 * @param detail one sentence for people
 * @param retrySeconds the time after which another try may succeed; 0 if none will
 * @param more values that belong to this kind of problem
 */
record Problem(
    HttpStatus status, String code, String detail, int retrySeconds, Map<String, Object> more) {

  /** The table of all errors and their answers. */
  static Problem of(Throwable failure) {
    if (failure instanceof KatongException known) {
      return of(known);
    }
    if (failure instanceof ServiceException refusal) {
      return of(refusal);
    }
    if (failure instanceof FileNotFoundException || failure instanceof NoSuchFileException) {
      return of(
          new ServiceException(ServiceException.Kind.NOT_FOUND, "it has been removed meanwhile"));
    }
    if (failure instanceof DataAccessException
        || failure instanceof TransactionException
        || failure instanceof IOException
        || failure instanceof UncheckedIOException) {
      return of(
          new ServiceException(
              ServiceException.Kind.DISK_FULL,
              "the service cannot read or write its files; its disk may be full"));
    }
    if (failure instanceof AuthenticationException) {
      return plain(HttpStatus.UNAUTHORIZED, "unauthorized", message(failure));
    }
    if (failure instanceof AccessDeniedException) {
      return plain(HttpStatus.FORBIDDEN, "forbidden", message(failure));
    }
    if (failure instanceof ServerExchangeRejectedException) {
      return plain(
          HttpStatus.BAD_REQUEST,
          "bad-request",
          "the method, the path or a header is written in a way that is not taken here, such as a"
              + " path with ';', '//', '..' or encoded slashes and letters");
    }
    if (failure instanceof InvalidMimeTypeException) {
      return plain(
          HttpStatus.BAD_REQUEST,
          "bad-request",
          "the header Accept has more types than are taken, or some that are none; send */*");
    }
    if (failure instanceof DataBufferLimitException) {
      return plain(
          HttpStatus.CONTENT_TOO_LARGE, "too-large", "more was sent than may be: send less");
    }
    if (failure instanceof ResponseStatusException known) {
      return of(known);
    }
    if (failure instanceof OutOfMemoryError) {
      return new Problem(
          HttpStatus.SERVICE_UNAVAILABLE,
          "out-of-memory",
          "memory ran out; try again, or ask for a smaller picture",
          10,
          Map.of());
    }
    return plain(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "fault",
        "a fault in the service itself; its log tells more under this request's id");
  }

  private static Problem of(KatongException failure) {
    HttpStatus status =
        switch (failure.kind()) {
          case BAD_PHOTO, NO_FACE, BAD_OUTPUT, OVER_BUDGET -> HttpStatus.UNPROCESSABLE_CONTENT;
          case NO_SUCH_STYLE -> HttpStatus.NOT_FOUND;
          case OUT_OF_MEMORY, CANCELLED -> HttpStatus.SERVICE_UNAVAILABLE;
          case BAD_MODEL, BAD_DOWNLOAD, ENGINE -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    Map<String, Object> more =
        failure instanceof OverBudget budget ? Map.of("leastBytes", budget.leastBytes()) : Map.of();
    int retry = status == HttpStatus.SERVICE_UNAVAILABLE ? 10 : 0;
    return new Problem(status, failure.kind().label(), FailureText.of(failure), retry, more);
  }

  private static Problem of(ServiceException refusal) {
    HttpStatus status =
        switch (refusal.kind()) {
          case BAD_PARAMETER -> HttpStatus.BAD_REQUEST;
          case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
          case QUEUE_FULL, RATE_LIMITED -> HttpStatus.TOO_MANY_REQUESTS;
          case DEADLINE, STOPPING -> HttpStatus.SERVICE_UNAVAILABLE;
          case NOT_FOUND -> HttpStatus.NOT_FOUND;
          case CONFLICT -> HttpStatus.CONFLICT;
          case KEY_REUSED -> HttpStatus.UNPROCESSABLE_CONTENT;
          case DISK_FULL -> HttpStatus.INSUFFICIENT_STORAGE;
        };
    Map<String, Object> more = new LinkedHashMap<>();
    refusal.parameter().ifPresent(name -> more.put("parameter", name));
    return new Problem(
        status, code(refusal.kind()), message(refusal), refusal.retrySeconds(), more);
  }

  private static String code(ServiceException.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Problem of(ResponseStatusException failure) {
    HttpStatus status = HttpStatus.valueOf(failure.getStatusCode().value());
    String code = status.name().toLowerCase(Locale.ROOT).replace('_', '-');
    String reason = failure.getReason();
    String detail =
        switch (status) {
          case NOT_FOUND -> "there is nothing at this path";
          case METHOD_NOT_ALLOWED ->
              "this method is not allowed here, only "
                  + String.join(", ", failure.getHeaders().getOrDefault("Allow", List.of()));
          case NOT_ACCEPTABLE -> notAcceptable(failure);
          case UNSUPPORTED_MEDIA_TYPE -> unsupported(failure);
          default -> reason == null ? status.getReasonPhrase() : reason;
        };
    return plain(status, code, detail);
  }

  private static String unsupported(ResponseStatusException failure) {
    List<MediaType> accepted =
        failure instanceof UnsupportedMediaTypeStatusException type
            ? type.getSupportedMediaTypes()
            : List.of();
    if (!accepted.isEmpty()) {
      return "this Content-Type is not accepted here; send " + listed(accepted);
    }
    String reason = failure.getReason();
    return reason == null ? "this Content-Type is not accepted here" : reason;
  }

  private static String notAcceptable(ResponseStatusException failure) {
    List<MediaType> offered =
        failure instanceof NotAcceptableStatusException type
            ? type.getSupportedMediaTypes()
            : List.of();
    return "nothing that Accept names can be given here"
        + (offered.isEmpty() ? "" : ", only " + listed(offered));
  }

  private static String listed(List<MediaType> types) {
    return types.stream().map(MediaType::toString).collect(Collectors.joining(", "));
  }

  private static Problem plain(HttpStatus status, String code, String detail) {
    return new Problem(status, code, detail, 0, Map.of());
  }

  private static String message(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  /** The fields of RFC 9457. */
  Map<String, Object> values(String requestId) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("type", "urn:katong:problem:" + code);
    values.put("title", status.getReasonPhrase());
    values.put("status", status.value());
    values.put("detail", detail);
    values.put("code", code);
    values.put("requestId", requestId);
    values.putAll(more);
    return values;
  }

  /** The fields of OpenAI's API. */
  Map<String, Object> openAiValues() {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("message", detail);
    error.put("type", status.is4xxClientError() ? "invalid_request_error" : "server_error");
    error.put("param", more.get("parameter"));
    error.put("code", code);
    return Map.of("error", error);
  }
}
