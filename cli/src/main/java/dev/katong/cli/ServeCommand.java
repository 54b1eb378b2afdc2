package dev.katong.cli;

import dev.katong.server.KatongServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code katong serve}: the HTTP service with its page. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Serves the web page and the HTTP API.",
      "Each option --NAME can also be a line katong.NAME=VALUE in the file of --config, or an",
      "environment variable KATONG_NAME with _ for -."
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Where to listen; 0.0.0.0 for everywhere. Default: 127.0.0.1.")
  private @Nullable String host;

  @Option(names = "--port", paramLabel = "PORT", description = "Default: 7860.")
  private @Nullable String port;

  @Option(
      names = "--max-resolution",
      paramLabel = "PIXELS",
      description = "The most long side that a client may ask for. Default: 2048.")
  private @Nullable String maxResolution;

  @Option(
      names = "--precision",
      paramLabel = "auto|fp32|fp16|int8",
      description = "What the networks compute with, as for cartoonize. Default: auto.")
  private @Nullable String precision;

  @Option(
      names = "--fidelity",
      paramLabel = "0..100",
      description = "For auto, as for cartoonize. Default: 40.")
  private @Nullable String fidelity;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "What the networks may take, as for cartoonize.")
  private @Nullable String memory;

  @Option(
      names = "--device",
      paramLabel = "D",
      description = "What the networks run on, as for cartoonize. Default: auto.")
  private @Nullable String device;

  @Option(
      names = "--profile",
      paramLabel = "web|quality|shared",
      description = "Presets, as for cartoonize.")
  private @Nullable String profile;

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      description =
          "After how long an unused style is unloaded, such as 90s or 10m. Default: 300s.")
  private @Nullable String idle;

  @Option(
      names = "--preload",
      paramLabel = "STYLE",
      split = ",",
      description = "Styles to load before the service says that it is ready.")
  private @Nullable List<String> preload;

  @Option(
      names = "--warm-up",
      description =
          "Have each of them draw a picture too, so that the first request does not wait.")
  private boolean warmUp;

  @Option(
      names = "--queue",
      paramLabel = "N",
      description = "How many single pictures may wait or be drawn at a time. Default: 64.")
  private @Nullable String queue;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "How long a single picture may take, waiting included. Default: 120s.")
  private @Nullable String deadline;

  @Option(
      names = "--max-upload",
      paramLabel = "SIZE",
      description = "The most bytes of one photo. Default: 64m.")
  private @Nullable String maxUpload;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description = "The most pixels of one photo. Default: 100m.")
  private @Nullable String maxPixels;

  @Option(
      names = "--key",
      paramLabel = "NAME=SECRET",
      description = {
        "A key without which nobody is served; may be given several times. A file or the",
        "environment (KATONG_KEYS_NAME) is better: other users see a process's arguments."
      })
  private @Nullable Map<String, String> keys;

  @Option(
      names = "--open",
      description = "Serve everybody who can reach the address, without a key.")
  private boolean open;

  @Option(
      names = "--origin",
      paramLabel = "URL",
      description = "A page of another server that may call this one; may be given several times.")
  private @Nullable List<String> origins;

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description = "Is told of every job's end; sign with KATONG_WEBHOOK_SECRET.")
  private @Nullable String webhook;

  @Option(
      names = "--webhook-host",
      paramLabel = "HOST[:PORT]",
      description = "Clients may have their jobs' ends sent there; may be given several times.")
  private @Nullable List<String> webhookHosts;

  @Option(
      names = "--log",
      paramLabel = "text|json",
      description = "The form of log lines. Default: text.")
  private @Nullable String log;

  @Option(
      names = "--tracing",
      paramLabel = "URL",
      description = "Where traces are sent with OTLP, such as http://collector:4318.")
  private @Nullable String tracing;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A file of settings, .properties or .yaml.")
  private @Nullable Path config;

  @Override
  public Integer call() throws InterruptedException {
    try (KatongServer server = KatongServer.start(settings())) {
      spec.commandLine().getOut().println("katong: serving at " + server.url());
      spec.commandLine().getOut().flush();
      server.await();
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** What was given here; the rest comes from a file, the environment, or is as usual. */
  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    put(settings, "host", host);
    put(settings, "port", port);
    put(settings, "max-resolution", maxResolution);
    put(settings, "precision", precision);
    put(settings, "fidelity", fidelity);
    put(settings, "memory", memory);
    put(settings, "device", device);
    put(settings, "profile", profile);
    put(settings, "idle", idle);
    put(settings, "preload", preload == null ? null : String.join(",", preload));
    put(settings, "warm-up", warmUp ? "true" : null);
    put(settings, "queue", queue);
    put(settings, "deadline", deadline);
    put(settings, "max-upload", maxUpload);
    put(settings, "max-pixels", maxPixels);
    put(settings, "log", log);
    put(settings, "tracing", tracing);
    put(settings, "open", open ? "true" : null);
    put(settings, "origins", origins == null ? null : String.join(",", origins));
    put(settings, "webhook.url", webhook);
    put(settings, "webhook.hosts", webhookHosts == null ? null : String.join(",", webhookHosts));
    if (keys != null) {
      keys.forEach((name, secret) -> put(settings, "keys." + name, secret));
    }
    settings.put("spring.config.location", "classpath:/" + configured());
    return settings;
  }

  private String configured() {
    if (config == null) {
      return "";
    }
    if (!Files.isRegularFile(config)) {
      throw new ParameterException(spec.commandLine(), "there is no file " + config);
    }
    return "," + config.toUri();
  }

  private static void put(Map<String, String> settings, String name, @Nullable String value) {
    if (value != null) {
      settings.put("katong." + name, value);
    }
  }
}
