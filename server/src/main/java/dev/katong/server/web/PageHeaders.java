package dev.katong.server.web;

import dev.katong.image.io.Sha256;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Lets the page load what this server gives, and nothing else. */
@Component
@Order(PageHeaders.ORDER)
final class PageHeaders implements WebFilter {
  /** The filter's order: before the check of keys, so that refusals have the headers too. */
  static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 20;

  private static final Pattern INLINE =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  private final String policy;

  PageHeaders(PageAssets assets) {
    this.policy =
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:;"
            + " style-src 'self' 'unsafe-inline'; script-src 'self'"
            + inlineScripts(assets.document("index.html"))
            + "; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
  }

  /** The digests of the scripts that stand in the page itself. */
  private static String inlineScripts(String page) {
    return INLINE
        .matcher(page)
        .results()
        .map(
            script ->
                " 'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(script.group(1))) + "'")
        .collect(Collectors.joining());
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    HttpHeaders headers = exchange.getResponse().getHeaders();
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Content-Security-Policy", policy);
    return chain.filter(exchange);
  }
}
