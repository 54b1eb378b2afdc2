package dev.katong.server.security;

import dev.katong.memory.MemorySize;
import dev.katong.server.service.KeyLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of access to the service, named as those of {@link dev.katong.server.ServerSettings}.
 *
 * @param keys secrets of clients by the names of their keys
 * @param admins the same for administrators
 * @param keyFile a {@link KeysFile}; null for {@code keys} in Katong's folder, if it exists
 * @param keyLimits limits of keys that have none of their own
 * @param open true if the service may be reached from other machines without a key
 * @param origins pages of other servers that may call this one, such as {@code
 *     https://example.org}; {@code *} for all
 * @param allowedHosts names of the service, in addition to this machine's own, by which it may be
 *     called without a key
 * @param trustedProxies addresses or networks whose {@code X-Forwarded} headers are believed;
 *     {@code loopback} for this machine's
 * @param basePath a path before all others, such as {@code /katong}; empty for none
 * @param tls the service's certificate
 * @param managementPort a port for health and metrics; null for the service's own port
 */
@ConfigurationProperties("katong")
public record AccessSettings(
    @DefaultValue Map<String, String> keys,
    @DefaultValue Map<String, String> admins,
    @Nullable Path keyFile,
    @DefaultValue Limits keyLimits,
    @DefaultValue("false") boolean open,
    @DefaultValue List<String> origins,
    @DefaultValue List<String> allowedHosts,
    @DefaultValue List<String> trustedProxies,
    @DefaultValue("") String basePath,
    @DefaultValue Tls tls,
    @Nullable Integer managementPort) {

  private static final int LEAST_SECRET = 16;
  private static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");

  public AccessSettings {
    keys.forEach(AccessSettings::checkSecret);
    admins.forEach(AccessSettings::checkSecret);
    basePath = basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath;
    need(
        BASE_PATH.matcher(basePath).matches(),
        "katong.base-path is a path such as /katong, not " + basePath);
    keys = Map.copyOf(keys);
    admins = Map.copyOf(admins);
    origins = List.copyOf(origins);
    allowedHosts = List.copyOf(allowedHosts);
    trustedProxies = List.copyOf(trustedProxies);
  }

  /**
   * Limits of each key; 0 is no limit.
   *
   * @param inFlight single pictures that are received or drawn at a time
   * @param requests requests a minute
   * @param jobs jobs that are kept at a time
   * @param bytes bytes that these take on the disk
   */
  public record Limits(
      @DefaultValue("16") int inFlight,
      @DefaultValue("1200") int requests,
      @DefaultValue("500") int jobs,
      @DefaultValue("10g") String bytes) {

    public Limits {
      limits(inFlight, requests, jobs, bytes);
    }

    /** The same as values. */
    KeyLimits values() {
      return limits(inFlight, requests, jobs, bytes);
    }

    private static KeyLimits limits(int inFlight, int requests, int jobs, String bytes) {
      return new KeyLimits(
          inFlight, requests, jobs, bytes.equals("0") ? 0 : MemorySize.parse(bytes));
    }
  }

  /**
   * Files in PEM; they are read again when they change.
   *
   * @param certificate with those of its issuers
   * @param key its private key
   */
  public record Tls(@Nullable Path certificate, @Nullable Path key) {
    public Tls {
      need(
          (certificate == null) == (key == null),
          "TLS needs both a certificate (--tls-cert) and its key (--tls-key)");
    }
  }

  private static void checkSecret(String name, String secret) {
    need(
        secret.length() >= LEAST_SECRET,
        "the key of %s has less than %d characters".formatted(name, LEAST_SECRET));
  }

  private static void need(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** The keys that are settings themselves. */
  List<ApiKey> ownKeys() {
    List<ApiKey> own = new ArrayList<>();
    keys.forEach((name, secret) -> own.add(key(name, Role.CLIENT, secret)));
    admins.forEach((name, secret) -> own.add(key(name, Role.ADMIN, secret)));
    return own;
  }

  private ApiKey key(String name, Role role, String secret) {
    return new ApiKey(name, role, ApiKey.digest(secret), null, keyLimits.values());
  }

  /** The keys file of a service with this home. */
  public KeysFile file(Path home) {
    return new KeysFile(keyFile == null ? home.resolve(KeysFile.NAME) : keyFile);
  }
}
