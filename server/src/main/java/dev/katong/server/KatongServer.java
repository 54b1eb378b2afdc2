package dev.katong.server;

import dev.katong.Katong;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The running service: HTTP API, page and jobs. It ends by {@link #close()} or with the process;
 * either way the pictures that are being drawn are finished first.
 */
public final class KatongServer implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private KatongServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts the service.
   *
   * @param settings by the names of {@link ServerSettings}, with {@code katong.} before them, and
   *     Spring Boot's own; they win over files and environment
   * @throws IllegalArgumentException if a setting is not allowed; the message says which
   */
  public static KatongServer start(Map<String, String> settings) {
    Katong.preload();
    List<String> arguments =
        settings.entrySet().stream()
            .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
            .toList();
    ApplicationListener<ApplicationEnvironmentPreparedEvent> guard =
        event -> checkReach(event.getEnvironment());
    return new KatongServer(
        new SpringApplicationBuilder(ServerApplication.class)
            .web(WebApplicationType.REACTIVE)
            .bannerMode(Banner.Mode.OFF)
            .listeners(guard)
            .run(arguments.toArray(String[]::new)));
  }

  /** A service that others can reach needs keys, unless it is said to be open. */
  private static void checkReach(ConfigurableEnvironment environment) {
    ServerSettings settings =
        Binder.get(environment).bindOrCreate("katong", ServerSettings.class);
    if (settings.open() || !settings.keys().isEmpty() || isLocal(settings.host())) {
      return;
    }
    throw new IllegalArgumentException(
        "anybody could use a service at %s: set a key (katong.keys.NAME=SECRET), or say --open"
            .formatted(settings.host()));
  }

  private static boolean isLocal(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host " + host, e);
    }
  }

  /** The port that is listened at. */
  public int port() {
    return Objects.requireNonNull(
        context.getEnvironment().getProperty("local.server.port", Integer.class));
  }

  @Override
  public void close() {
    context.close();
  }
}
