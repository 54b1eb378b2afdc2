package dev.katong.server.jobs;

import dev.katong.server.ServerSettings;
import dev.katong.server.service.ServiceException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which addresses may receive messages at a job's end: those of hosts that the operator
 * listed.
 */
final class WebhookPolicy {
  private static final int MOST_ADDRESS = 2000;

  private final @Nullable String usual;

  /** {@code host:port}, in lower case. */
  private final Set<String> allowed = new HashSet<>();

  WebhookPolicy(ServerSettings.Webhook settings) {
    this.usual = settings.url();
    for (String host : settings.hosts()) {
      String name = host.toLowerCase(Locale.ROOT);
      if (name.matches(".*:\\d+")) {
        allowed.add(name);
      } else {
        allowed.add(name + ":443");
        allowed.add(name + ":80");
      }
    }
    if (usual != null) {
      URI address =
          parsed(usual)
              .orElseThrow(
                  () -> new IllegalArgumentException("katong.webhook.url is no address: " + usual));
      allowed.add(endpoint(address));
    }
  }

  /**
   * The address that receives the message at a job's end; null for none.
   *
   * @param wanted the address that the client asks for; null or blank for the operator's own
   * @throws ServiceException if it is not allowed
   */
  @Nullable String address(@Nullable String wanted) {
    if (wanted == null || wanted.isBlank()) {
      return usual;
    }
    if (!isAllowed(wanted.strip())) {
      throw ServiceException.of(
          "webhook",
          "webhook: this service sends nothing to that address; ask its operator to allow the host");
    }
    return wanted.strip();
  }

  /** True if messages may be sent to an address. */
  boolean isAllowed(String address) {
    return parsed(address).filter(uri -> allowed.contains(endpoint(uri))).isPresent();
  }

  private static Optional<URI> parsed(String address) {
    try {
      URI uri = new URI(address);
      boolean http = "http".equalsIgnoreCase(uri.getScheme()) || isHttps(uri);
      boolean whole = uri.getHost() != null && uri.getRawUserInfo() == null;
      return http && whole && address.length() <= MOST_ADDRESS
          ? Optional.of(uri)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isHttps(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  private static String endpoint(URI uri) {
    int port = uri.getPort() >= 0 ? uri.getPort() : isHttps(uri) ? 443 : 80;
    return uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }
}
