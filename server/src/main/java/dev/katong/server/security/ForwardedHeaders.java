package dev.katong.server.security;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.util.matcher.InetAddressMatcher;
import org.springframework.security.util.matcher.InetAddressMatchers;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;

/**
 * Believes {@code X-Forwarded-For}, {@code -Proto}, {@code -Host}, {@code -Port} and {@code
 * -Prefix} of proxies that are trusted, and removes those of others, as it does values that cannot
 * be. {@code Forwarded} is always removed: most proxies pass it on as their client sent it.
 *
 * <p>The client is the last address of {@code X-Forwarded-For} that is no trusted proxy; what
 * stands before it was written by the client itself.
 */
final class ForwardedHeaders extends ForwardedHeaderTransformer {
  private static final String FOR = "X-Forwarded-For";
  private static final List<String> ALL =
      List.of(
          "Forwarded",
          FOR,
          "X-Forwarded-Proto",
          "X-Forwarded-Ssl",
          "X-Forwarded-Host",
          "X-Forwarded-Port",
          "X-Forwarded-Prefix");
  private static final String LOOPBACK = "loopback";

  private static final Pattern PROTO = Pattern.compile("https?");
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:\\d{1,5})?");
  private static final Pattern PORT = Pattern.compile("\\d{1,5}");
  private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?");

  private final List<InetAddressMatcher> trusted = new ArrayList<>();
  private final String basePath;

  /**
   * Creates the rule.
   *
   * @param proxies addresses, networks such as {@code 10.0.0.0/8}, or {@code loopback}
   * @param basePath a path that may stand before all others; empty for none
   */
  ForwardedHeaders(List<String> proxies, String basePath) {
    super(false);
    setUseForwardedPrefix(true);
    this.basePath = basePath;
    for (String proxy : proxies) {
      if (proxy.equals(LOOPBACK)) {
        trusted.add(InetAddressMatchers.fromIpAddress("127.0.0.0/8"));
        trusted.add(InetAddressMatchers.fromIpAddress("::1"));
      } else {
        trusted.add(matcher(proxy));
      }
    }
  }

  private static InetAddressMatcher matcher(String proxy) {
    try {
      return InetAddressMatchers.fromIpAddress(proxy);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "katong.trusted-proxies: '%s' is no address, no network such as 10.0.0.0/8, and not '%s'"
              .formatted(proxy, LOOPBACK),
          e);
    }
  }

  @Override
  public ServerHttpRequest apply(ServerHttpRequest request) {
    ServerHttpRequest trusted = request;
    if (hasForwardedHeaders(request)) {
      InetSocketAddress peer = request.getRemoteAddress();
      boolean believed = peer != null && isTrusted(peer.getAddress());
      trusted = super.apply(request.mutate().headers(headers -> clean(headers, believed)).build());
    }
    return basePath.isEmpty() ? trusted : withoutBasePath(trusted);
  }

  private ServerHttpRequest withoutBasePath(ServerHttpRequest request) {
    String path = request.getURI().getRawPath();
    boolean under = path.equals(basePath) || path.startsWith(basePath + "/");
    boolean known = !request.getPath().contextPath().value().isEmpty();
    return under && !known ? request.mutate().contextPath(basePath).build() : request;
  }

  private void clean(HttpHeaders headers, boolean believed) {
    String client = believed ? client(headers.getOrEmpty(FOR)) : null;
    String proto = believed ? first(headers, "X-Forwarded-Proto", PROTO) : null;
    String host = believed ? first(headers, "X-Forwarded-Host", HOST) : null;
    String port = believed ? first(headers, "X-Forwarded-Port", PORT) : null;
    String prefix = believed ? first(headers, "X-Forwarded-Prefix", PREFIX) : null;
    ALL.forEach(headers::remove);
    set(headers, FOR, client);
    set(headers, "X-Forwarded-Proto", proto);
    set(headers, "X-Forwarded-Host", host);
    set(headers, "X-Forwarded-Port", port);
    set(headers, "X-Forwarded-Prefix", prefix);
  }

  private static void set(HttpHeaders headers, String name, @Nullable String value) {
    if (value != null) {
      headers.set(name, value);
    }
  }

  /** A header's value if it is one that can be. */
  private static @Nullable String first(HttpHeaders headers, String name, Pattern allowed) {
    String value = headers.getFirst(name);
    if (value == null) {
      return null;
    }
    String first = value.split(",", 2)[0].strip();
    return allowed.matcher(first).matches() ? first : null;
  }

  private @Nullable String client(List<String> lines) {
    List<String> hops = List.of(String.join(",", lines).split(","));
    for (int i = hops.size() - 1; i >= 0; i--) {
      InetAddress hop = address(hops.get(i).strip());
      if (hop == null) {
        return null;
      }
      if (i == 0 || !isTrusted(hop)) {
        return hop.getHostAddress();
      }
    }
    return null;
  }

  /** An address; names are none, so that nothing is looked up. */
  private static @Nullable InetAddress address(String text) {
    return NetUtil.createInetAddressFromIpAddressString(text);
  }

  private boolean isTrusted(@Nullable InetAddress address) {
    return address != null && trusted.stream().anyMatch(network -> network.matches(address));
  }
}
