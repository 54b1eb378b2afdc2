package dev.katong.server;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of logs and tracing. The names are those of {@link ServerSettings}.
 *
 * @param log the form of log lines, {@code text} or {@code json}
 * @param tracing the address that receives traces with OTLP over HTTP, such as {@code
 *     http://collector:4318}; null to send none
 */
@ConfigurationProperties("katong")
record ObservabilitySettings(@DefaultValue("text") String log, @Nullable URI tracing) {
  private static final String TRACES = "/v1/traces";

  ObservabilitySettings {
    if (!log.equals("text") && !log.equals("json")) {
      throw new IllegalArgumentException("katong.log is text or json, not " + log);
    }
    if (tracing != null && !isHttp(tracing)) {
      throw new IllegalArgumentException(
          "katong.tracing is an address such as http://collector:4318, not " + tracing);
    }
  }

  private static boolean isHttp(URI address) {
    return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
        && address.getHost() != null;
  }

  boolean isJson() {
    return log.equals("json");
  }

  /** The full address for traces; null if none are sent. */
  @Nullable String endpoint() {
    if (tracing == null) {
      return null;
    }
    String path = tracing.getPath();
    return path.isEmpty() || path.equals("/")
        ? tracing.resolve(TRACES).toString()
        : tracing.toString();
  }
}
