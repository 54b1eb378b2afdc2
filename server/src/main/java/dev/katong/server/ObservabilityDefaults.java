package dev.katong.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Translates {@link ObservabilitySettings} into Spring Boot's own settings, which files and the
 * environment may still override. Without an address for traces nothing of OpenTelemetry is loaded.
 */
final class ObservabilityDefaults implements EnvironmentPostProcessor {
  private static final String BOOT = "org.springframework.boot.";
  private static final String TRACING = BOOT + "micrometer.tracing.";
  private static final String OPENTELEMETRY = BOOT + "opentelemetry.autoconfigure.";

  private static final List<String> FOR_TRACES =
      List.of(
          TRACING + "autoconfigure.MicrometerTracingAutoConfiguration",
          TRACING + "autoconfigure.NoopTracerAutoConfiguration",
          TRACING + "autoconfigure.otlp.OtlpExemplarsAutoConfiguration",
          TRACING + "autoconfigure.prometheus.PrometheusExemplarsAutoConfiguration",
          TRACING + "opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
          TRACING + "opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration",
          OPENTELEMETRY + "OpenTelemetrySdkAutoConfiguration");

  private static final List<String> NEVER =
      List.of(
          OPENTELEMETRY + "logging.OpenTelemetryLoggingAutoConfiguration",
          OPENTELEMETRY + "logging.otlp.OtlpLoggingAutoConfiguration");

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    ObservabilitySettings settings;
    try {
      settings = Binder.get(environment).bindOrCreate("katong", ObservabilitySettings.class);
    } catch (BindException e) {
      // The error is reported when all settings are bound, because the log is configured by then.
      return;
    }
    Map<String, Object> defaults = new HashMap<>();
    String excluded = String.join(",", NEVER);
    String endpoint = settings.endpoint();
    if (endpoint == null) {
      excluded += "," + String.join(",", FOR_TRACES);
    } else {
      defaults.put("management.opentelemetry.tracing.export.otlp.endpoint", endpoint);
      defaults.put("management.tracing.sampling.probability", "1.0");
      // What clients send along is not passed on.
      defaults.put("management.tracing.baggage.enabled", "false");
    }
    defaults.put("spring.autoconfigure.exclude", excluded);
    if (settings.isJson()) {
      defaults.put("logging.structured.format.console", "logstash");
    }
    environment.getPropertySources().addLast(new MapPropertySource("katong", defaults));
  }
}
