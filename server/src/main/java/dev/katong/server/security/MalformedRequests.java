package dev.katong.server.security;

import dev.katong.server.web.RequestLog;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerState;

/**
 * Answers and logs requests that Spring never sees, because their first line cannot be read; and
 * looks at the address that is bound.
 */
@Configuration(proxyBeanMethods = false)
class MalformedRequests {
  private static final int BAD_REQUEST = 400;
  private static final byte[] PROBLEM =
      """
      {"type":"urn:katong:problem:bad-request","title":"Bad Request","status":400,\
      "detail":"the path cannot be read; write it in percent signs","code":"bad-request"}"""
          .getBytes(StandardCharsets.UTF_8);

  @Bean
  NettyRouteProvider malformedPaths() {
    return routes -> routes.route(MalformedRequests::isMalformed, MalformedRequests::refuse);
  }

  private static boolean isMalformed(HttpServerRequest request) {
    try {
      // As Spring reads it, behind a host.
      var unused =
          new URI("http://host" + (request.uri().startsWith("/") ? "" : "/") + request.uri());
      return false;
    } catch (URISyntaxException e) {
      return true;
    }
  }

  private static Publisher<Void> refuse(HttpServerRequest request, HttpServerResponse response) {
    String target = request.method() + " " + request.uri().split("\\?", 2)[0];
    RequestLog.logMalformed(target, BAD_REQUEST, request.remoteAddress());
    return response
        .status(BAD_REQUEST)
        .header(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
        .sendByteArray(Mono.just(PROBLEM));
  }

  @Bean
  NettyServerCustomizer connections(ApiKeys keys, AccessSettings settings) {
    return server ->
        server
            .childObserve(MalformedRequests::observe)
            .doOnBound(
                bound -> {
                  try {
                    Exposure.check(bound.address(), keys.required(), settings.open());
                  } catch (IllegalArgumentException e) {
                    bound.disposeNow();
                    throw e;
                  }
                });
  }

  private static void observe(Connection connection, ConnectionObserver.State state) {
    if (state == HttpServerState.REQUEST_DECODING_FAILED) {
      String target =
          connection instanceof HttpServerRequest request
              ? request.method() + " " + request.uri().split("\\?", 2)[0]
              : "?";
      RequestLog.logMalformed(target, BAD_REQUEST, inet(connection.channel().remoteAddress()));
    }
  }

  private static @Nullable InetSocketAddress inet(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet : null;
  }
}
