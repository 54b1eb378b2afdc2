package dev.katong.server.security;

import dev.katong.KatongHome;
import dev.katong.server.ServerSettings;
import dev.katong.server.web.BodyLimit;
import dev.katong.server.web.RequestAttributes;
import java.time.Instant;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.CredentialsExpiredException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.OrServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The rules of access. Nothing is answered without a key but {@link #OPEN}; a path that is added to
 * the service needs a key by itself. The patterns are matched against the parsed path that handlers
 * are chosen by, and the firewall refuses paths that could be read in two ways.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
@EnableConfigurationProperties(AccessSettings.class)
class SecurityConfiguration {
  /** Paths that GET and HEAD may ask for without a key: the page, its documents, the health. */
  private static final String[] OPEN = {
    "/",
    "/index.html",
    "/assets/**",
    "/docs",
    "/docs/",
    "/docs/index.html",
    "/openapi.yaml",
    "/actuator/health",
    "/actuator/health/**"
  };

  private static final String BEARER = "Bearer ";
  private static final String KEY_HEADER = "X-API-Key";

  @Bean
  ApiKeys apiKeys(AccessSettings settings, KatongHome home) {
    return new ApiKeys(
        settings.ownKeys(),
        settings.file(home.folder()),
        settings.keyFile() != null,
        settings.keyLimits().values());
  }

  /**
   * Besides what Spring's firewall refuses, letters and digits that are written as percent signs:
   * no client does so for a good reason, and paths are compared as text in places.
   */
  @Bean
  StrictServerWebExchangeFirewall firewall() {
    StrictServerWebExchangeFirewall firewall = new StrictServerWebExchangeFirewall();
    for (char letter = '0'; letter <= 'z'; letter++) {
      if (Character.isLetterOrDigit(letter)) {
        firewall.getEncodedUrlBlocklist().add("%%%02x".formatted((int) letter));
        firewall.getEncodedUrlBlocklist().add("%%%02X".formatted((int) letter));
      }
    }
    return firewall;
  }

  /** The name is the one under which Spring looks for it. */
  @Bean
  ForwardedHeaders forwardedHeaderTransformer(AccessSettings settings) {
    return new ForwardedHeaders(settings.trustedProxies(), settings.basePath());
  }

  @Bean
  BodyLimit bodyLimit(ServerSettings settings, AccessSettings access) {
    return new BodyLimit(settings, access.basePath());
  }

  @Bean
  ServerExchangeRejectedHandler rejectedHandler() {
    return (exchange, rejected) -> Mono.error(rejected);
  }

  @Bean
  ReactiveAuthenticationManager authenticationManager(ApiKeys keys) {
    return sent ->
        Mono.fromCallable(
            () -> {
              if (sent.isAuthenticated()) {
                return sent;
              }
              ApiKey key =
                  keys.find(String.valueOf(sent.getCredentials()))
                      .orElseThrow(
                          () -> new BadCredentialsException("the key is not one of this service"));
              if (key.hasExpired(Instant.now())) {
                throw new CredentialsExpiredException("the key of " + key.name() + " has expired");
              }
              return KeyAuthentication.of(key);
            });
  }

  @Bean
  SecurityWebFilterChain rules(
      ServerHttpSecurity http,
      ApiKeys keys,
      AccessSettings settings,
      ReactiveAuthenticationManager manager,
      Environment environment) {
    ServerWebExchangeMatcher open =
        new OrServerWebExchangeMatcher(
            ServerWebExchangeMatchers.pathMatchers(HttpMethod.GET, OPEN),
            ServerWebExchangeMatchers.pathMatchers(HttpMethod.HEAD, OPEN));
    AuthenticationWebFilter authentication = new AuthenticationWebFilter(manager);
    authentication.setRequiresAuthenticationMatcher(new NegatedServerWebExchangeMatcher(open));
    authentication.setServerAuthenticationConverter(exchange -> sent(exchange, keys));
    authentication.setAuthenticationSuccessHandler(SecurityConfiguration::known);
    authentication.setAuthenticationFailureHandler((exchange, failure) -> refused(failure));
    return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
        .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
        .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
        .logout(ServerHttpSecurity.LogoutSpec::disable)
        .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
        .headers(ServerHttpSecurity.HeaderSpec::disable)
        .addFilterAt(
            new LocalAccess(keys, settings, Exposure.address(environment)),
            SecurityWebFiltersOrder.FIRST)
        .addFilterAt(
            new CorsWebFilter(OtherPages.rules(settings.origins()), new OtherPages()),
            SecurityWebFiltersOrder.CORS)
        .addFilterAt(authentication, SecurityWebFiltersOrder.AUTHENTICATION)
        .addFilterAt(new KeyLimiter(), SecurityWebFiltersOrder.LAST)
        .authorizeExchange(
            exchange ->
                exchange
                    .matchers(open)
                    .permitAll()
                    .pathMatchers("/api/v1/system", "/actuator", "/actuator/**")
                    .hasRole(Role.ADMIN.name())
                    .pathMatchers(HttpMethod.POST, "/api/v1/styles/**")
                    .hasRole(Role.ADMIN.name())
                    .pathMatchers(HttpMethod.PUT, "/api/v1/styles/**")
                    .hasRole(Role.ADMIN.name())
                    .pathMatchers(HttpMethod.PATCH, "/api/v1/styles/**")
                    .hasRole(Role.ADMIN.name())
                    .pathMatchers(HttpMethod.DELETE, "/api/v1/styles/**")
                    .hasRole(Role.ADMIN.name())
                    .anyExchange()
                    .hasRole(Role.CLIENT.name()))
        .exceptionHandling(
            failures ->
                failures
                    .authenticationEntryPoint((exchange, failure) -> Mono.error(keyMissing()))
                    .accessDeniedHandler((exchange, failure) -> Mono.error(notAdmin())))
        .build();
  }

  private static Mono<Authentication> sent(ServerWebExchange exchange, ApiKeys keys) {
    if (!keys.required()) {
      return Mono.just(KeyAuthentication.anybody());
    }
    HttpHeaders headers = exchange.getRequest().getHeaders();
    String authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
    if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Mono.just(KeyAuthentication.sent(authorization.substring(BEARER.length()).strip()));
    }
    String key = headers.getFirst(KEY_HEADER);
    return key == null ? Mono.empty() : Mono.just(KeyAuthentication.sent(key));
  }

  private static Mono<Void> known(WebFilterExchange exchange, Authentication authentication) {
    if (authentication instanceof KeyAuthentication key) {
      RequestAttributes.owner(exchange.getExchange(), key.getName());
      RequestAttributes.limits(exchange.getExchange(), key.limits());
    }
    return exchange.getChain().filter(exchange.getExchange());
  }

  /** Refuses a wrong key after a pause, so that guessing keys costs others little. */
  private static Mono<Void> refused(AuthenticationException failure) {
    return failure instanceof InsufficientAuthenticationException
        ? Mono.error(failure)
        : KeyLimiter.afterPause(failure);
  }

  private static InsufficientAuthenticationException keyMissing() {
    return new InsufficientAuthenticationException(
        "this service needs a key: send Authorization: Bearer KEY");
  }

  private static AccessDeniedException notAdmin() {
    return new AccessDeniedException("this needs an administrator's key");
  }
}
