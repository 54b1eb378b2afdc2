package dev.katong.server.security;

import java.util.List;
import java.util.Locale;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;

/** Rights of a key. */
public enum Role {
  /** Draws pictures, makes jobs and sees its own. */
  CLIENT("ROLE_CLIENT"),
  /** A client that may also load and unload styles, and see the system and the metrics. */
  ADMIN("ROLE_CLIENT", "ROLE_ADMIN");

  private final List<GrantedAuthority> authorities;

  Role(String... authorities) {
    this.authorities = AuthorityUtils.createAuthorityList(authorities);
  }

  List<GrantedAuthority> authorities() {
    return authorities;
  }

  /** The name as files and messages have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
