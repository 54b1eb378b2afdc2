package dev.katong.cli.serve;

import dev.katong.cli.console.Printable;
import dev.katong.server.KatongServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
public final class ServeCommand implements Callable<Integer> {
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
      description = "Styles to load before the service reports that it is ready.")
  private @Nullable List<String> preload;

  @Option(
      names = "--warm-up",
      description =
          "Also draw a picture with each of them, so that the first request does not wait.")
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
      names = "--database",
      paramLabel = "URL",
      description = {
        "The database of jobs, jdbc:postgresql://HOST/NAME, which several services may share;",
        "user and password by KATONG_DATABASE_USER and KATONG_DATABASE_PASSWORD.",
        "Default: one of this service alone, in Katong's folder."
      })
  private @Nullable String database;

  @Option(
      names = "--storage",
      paramLabel = "FOLDER|s3://BUCKET/PREFIX",
      description = {
        "Where photos and cartoons of jobs are kept; services with one database share it.",
        "Default: in Katong's folder."
      })
  private @Nullable String storage;

  @Option(
      names = "--storage-endpoint",
      paramLabel = "URL",
      description = "The service of s3:// if it is not AWS, such as http://minio:9000.")
  private @Nullable String storageEndpoint;

  @Option(
      names = "--key",
      paramLabel = "NAME=SECRET",
      description = {
        "A key that requests must send; may be given several times. A file or the",
        "environment (KATONG_KEYS_NAME) is better: other users see a process's arguments."
      })
  private @Nullable Map<String, String> keys;

  @Option(
      names = "--admin-key",
      paramLabel = "NAME=SECRET",
      description = "A key that may also load styles and see the system and the metrics.")
  private @Nullable Map<String, String> adminKeys;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = {
        "A file of keys as 'katong key new' makes it; it is read again when it changes.",
        "Default: keys in Katong's folder, if there is one."
      })
  private @Nullable String keyFile;

  @Option(
      names = "--open",
      description = "Serve everyone who can reach the address, without a key.")
  private boolean open;

  @Option(
      names = "--origin",
      paramLabel = "URL",
      description = "A page of another server that may call this one; may be given several times.")
  private @Nullable List<String> origins;

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description = "Receives a message at every job's end; sign with KATONG_WEBHOOK_SECRET.")
  private @Nullable String webhook;

  @Option(
      names = "--webhook-host",
      paramLabel = "HOST[:PORT]",
      description =
          "A host to which clients may have messages of their jobs sent; may be given several times.")
  private @Nullable List<String> webhookHosts;

  @Option(
      names = "--allowed-host",
      paramLabel = "NAME",
      description = {
        "A name by which a service without keys may be called, in addition to localhost;",
        "may be given several times."
      })
  private @Nullable List<String> allowedHosts;

  @Option(
      names = "--trusted-proxy",
      paramLabel = "ADDRESS",
      description = {
        "A proxy, or a network such as 10.0.0.0/8, whose X-Forwarded headers are trusted;",
        "'loopback' for those of this machine. May be given several times."
      })
  private @Nullable List<String> trustedProxies;

  @Option(
      names = "--base-path",
      paramLabel = "PATH",
      description = "The path below which a proxy serves the service, such as /katong.")
  private @Nullable String basePath;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Serve HTTPS with this certificate (PEM); read again when it changes.")
  private @Nullable String tlsCertificate;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's key (PEM).")
  private @Nullable String tlsKey;

  @Option(
      names = "--management-port",
      paramLabel = "PORT",
      description = "Health and metrics at a port of their own instead.")
  private @Nullable String managementPort;

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
      // A sentence without the options' list: most often it is a file or a port that is wrong.
      CommandLine command = spec.commandLine();
      String sentence = "katong: " + Printable.text(String.valueOf(e.getMessage()));
      command.getErr().println(command.getColorScheme().errorText(sentence));
      return CommandLine.ExitCode.USAGE;
    }
  }

  /**
   * The settings given as options; the others come from a file, the environment or the defaults.
   */
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
    put(settings, "database", database);
    put(settings, "storage", storage);
    put(settings, "storage-endpoint", storageEndpoint);
    put(settings, "log", log);
    put(settings, "tracing", tracing);
    put(settings, "open", open ? "true" : null);
    put(settings, "origins", joined(origins));
    put(settings, "allowed-hosts", joined(allowedHosts));
    put(settings, "trusted-proxies", joined(trustedProxies));
    put(settings, "base-path", basePath);
    put(settings, "tls.certificate", tlsCertificate);
    put(settings, "tls.key", tlsKey);
    put(settings, "management-port", managementPort);
    put(settings, "key-file", keyFile);
    put(settings, "webhook.url", webhook);
    put(settings, "webhook.hosts", joined(webhookHosts));
    if (keys != null) {
      keys.forEach((name, secret) -> put(settings, "keys." + name, secret));
    }
    if (adminKeys != null) {
      adminKeys.forEach((name, secret) -> put(settings, "admins." + name, secret));
    }
    settings.put("spring.config.location", "classpath:/" + configured());
    return settings;
  }

  private static @Nullable String joined(@Nullable List<String> values) {
    return values == null ? null : String.join(",", values);
  }

  private String configured() {
    if (config == null) {
      return "";
    }
    if (!Files.isRegularFile(config)) {
      throw new IllegalArgumentException("there is no file " + config);
    }
    return "," + config.toUri();
  }

  private static void put(Map<String, String> settings, String name, @Nullable String value) {
    if (value != null) {
      settings.put("katong." + name, value);
    }
  }
}
