package dev.katong.server.security;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Keeps a service without keys to this machine's user: pages that the user looks at must not use it
 * through the browser. A name of another service in {@code Host} means that a page has had its own
 * name resolved to this machine (DNS rebinding); a foreign {@code Origin} that it sends forms here.
 *
 * <p>With keys none of this is needed: browsers do not send keys by themselves.
 */
final class LocalAccess implements WebFilter {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0(:0){6}:1]");
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final String FETCH_SITE = "Sec-Fetch-Site";

  private final ApiKeys keys;
  private final boolean open;
  private final String boundName;
  private final Set<String> hosts = new HashSet<>();
  private final List<String> origins;

  LocalAccess(ApiKeys keys, AccessSettings settings, String boundName) {
    this.keys = keys;
    this.open = settings.open();
    this.boundName = boundName.toLowerCase(Locale.ROOT);
    settings.allowedHosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    this.origins = settings.origins();
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (keys.required()) {
      return chain.filter(exchange);
    }
    ServerHttpRequest request = exchange.getRequest();
    if (!open && !cameInLocally(request)) {
      return refused(
          "anybody could use this service: set a key, or say --open to let them", exchange);
    }
    if (!isOwnHost(request)) {
      return refused(
          "this service is for its own machine and has no name '%s'; start it with --allowed-host to add one"
              .formatted(request.getURI().getHost()),
          exchange);
    }
    if (!SAFE.contains(request.getMethod()) && isForeign(request)) {
      return refused(
          "pages of another origin may not do this; start the service with --origin to let them",
          exchange);
    }
    return chain.filter(exchange);
  }

  private static Mono<Void> refused(String why, ServerWebExchange exchange) {
    return Mono.error(new AccessDeniedException(why));
  }

  private static boolean cameInLocally(ServerHttpRequest request) {
    InetSocketAddress local = request.getLocalAddress();
    return local == null || local.getAddress() == null || local.getAddress().isLoopbackAddress();
  }

  /**
   * True if the request names this service as its host. With {@code --open}, all names are accepted
   * unless some are listed.
   */
  private boolean isOwnHost(ServerHttpRequest request) {
    List<String> sent = request.getHeaders().getOrEmpty(HttpHeaders.HOST);
    String host = request.getURI().getHost();
    if (sent.size() > 1 || host == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    return LOOPBACK.matcher(name).matches()
        || name.equals(boundName)
        || hosts.contains(name)
        || (open && hosts.isEmpty());
  }

  /**
   * True if a page of another origin made the browser send this request. The headers by which
   * browsers name the origin are trusted: pages cannot change them.
   */
  private boolean isForeign(ServerHttpRequest request) {
    HttpHeaders headers = request.getHeaders();
    String origin = headers.getFirst(HttpHeaders.ORIGIN);
    if (origin != null && (origins.contains(origin) || origins.contains("*"))) {
      return false;
    }
    String site = headers.getFirst(FETCH_SITE);
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    return origin != null && !isSame(origin, request.getURI());
  }

  private static boolean isSame(String origin, URI own) {
    try {
      URI other = URI.create(origin);
      return own.getScheme().equalsIgnoreCase(other.getScheme())
          && own.getHost().equalsIgnoreCase(other.getHost())
          && port(own) == port(other);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
