package dev.katong.server.security;

import dev.katong.server.service.KeyLimits;
import dev.katong.server.web.RequestAttributes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A request's key: first its secret as it was sent, then the key that has been found for it. */
final class KeyAuthentication extends AbstractAuthenticationToken {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final transient KeyLimits limits;
  private final @Nullable String secret;

  private KeyAuthentication(String name, Role role, KeyLimits limits) {
    super(role.authorities());
    this.name = name;
    this.limits = limits;
    this.secret = null;
    setAuthenticated(true);
  }

  private KeyAuthentication(String secret) {
    super(List.of());
    this.name = "";
    this.limits = KeyLimits.NONE;
    this.secret = secret;
  }

  /** The authentication of a request that has not been checked. */
  static KeyAuthentication sent(String secret) {
    return new KeyAuthentication(secret);
  }

  /** The authentication of a request with this key. */
  static KeyAuthentication of(ApiKey key) {
    return new KeyAuthentication(key.name(), key.role(), key.limits());
  }

  /** The authentication of a request to a service without keys, which may do everything. */
  static KeyAuthentication anybody() {
    return new KeyAuthentication(RequestAttributes.ANYBODY, Role.ADMIN, KeyLimits.NONE);
  }

  KeyLimits limits() {
    return limits;
  }

  @Override
  public @Nullable Object getCredentials() {
    return secret;
  }

  @Override
  public Object getPrincipal() {
    return name;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyAuthentication key
        && super.equals(other)
        && Objects.equals(secret, key.secret);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), secret);
  }
}
