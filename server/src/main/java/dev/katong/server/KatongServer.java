package dev.katong.server;

import dev.katong.Katong;
import dev.katong.KatongException;
import dev.katong.KatongException.Cancelled;
import dev.katong.server.connection.Disconnection;
import dev.katong.server.health.Stopping;
import dev.katong.server.security.AccessSettings;
import dev.katong.server.security.Exposure;
import dev.katong.server.security.Tls;
import dev.katong.server.service.CartoonService;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Hooks;
import sun.misc.Signal;

/**
 * The running service: HTTP API, page and jobs. {@link #close()} lets the pictures that are being
 * drawn be finished first.
 */
public final class KatongServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KatongServer.class);

  private final ConfigurableApplicationContext context;

  private KatongServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts the service.
   *
   * @param settings by the names of {@link ServerSettings}, with {@code katong.} before them, and
   *     Spring Boot's own; they win over files and environment
   * @throws IllegalArgumentException if a setting is not allowed or the service cannot start with
   *     it; the message says which and why
   * @throws KatongException.Engine if a device is asked for by name and cannot be used
   */
  public static KatongServer start(Map<String, String> settings) {
    Katong.preload();
    Hooks.onErrorDropped(KatongServer::dropped);
    List<String> arguments =
        settings.entrySet().stream()
            .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
            .toList();
    ApplicationListener<ApplicationEnvironmentPreparedEvent> guard =
        event -> Exposure.prepare(event.getEnvironment());
    try {
      return new KatongServer(
          new SpringApplicationBuilder(ServerApplication.class)
              .web(WebApplicationType.REACTIVE)
              .bannerMode(Banner.Mode.OFF)
              .registerShutdownHook(false)
              .listeners(guard)
              .run(arguments.toArray(String[]::new)));
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Errors of work whose client has left; that it has left is none. */
  private static void dropped(Throwable failure) {
    if (Disconnection.is(failure) || failure instanceof Cancelled) {
      LOG.debug("the client has left");
    } else {
      LOG.warn("an error that no client waits for", failure);
    }
  }

  private static RuntimeException failure(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof KatongException.Engine engine) {
        return engine;
      }
    }
    return new IllegalArgumentException(reason(failure), failure);
  }

  /**
   * The reason of a failed start as one sentence for people, taken out of Spring's wrapping
   * exceptions.
   */
  private static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PortInUseException taken) {
        return "port %d is in use; take another with --port".formatted(taken.getPort());
      }
      if (cause instanceof BindException conversion) {
        return "%s: %s".formatted(conversion.getName(), root(conversion));
      }
      if (cause instanceof IllegalArgumentException || cause instanceof KatongException) {
        return String.valueOf(cause.getMessage());
      }
    }
    return root(failure);
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  /** The address at which the service is to be called. */
  public String url() {
    String scheme = Tls.isOn(context.getEnvironment()) ? "https" : "http";
    String host = Exposure.address(context.getEnvironment());
    String path = context.getBean(AccessSettings.class).basePath();
    return "%s://%s:%d%s"
        .formatted(scheme, host.contains(":") ? "[" + host + "]" : host, port(), path);
  }

  /** The port that is listened at. */
  public int port() {
    return Objects.requireNonNull(
        context.getEnvironment().getProperty("local.server.port", Integer.class));
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  /** Waits until the process is asked to end; it is for the caller to close the service then. */
  public void await() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    // Not a shutdown hook: they all run at once, and the engine's own would close the engine under
    // the pictures that are being drawn.
    for (String name : List.of("INT", "TERM")) {
      Signal.handle(new Signal(name), signal -> asked.countDown());
    }
    asked.await();
  }

  @Override
  public void close() {
    // Spring closes the port first, so that monitoring sees that no more requests are taken.
    context.getBean(Stopping.class).begin();
    CartoonService service = context.getBean(CartoonService.class);
    service.finish(context.getBean(ServerSettings.class).stop().finish());
    context.close();
  }
}
