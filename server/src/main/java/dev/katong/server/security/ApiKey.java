package dev.katong.server.security;

import dev.katong.image.io.Sha256;
import dev.katong.server.service.KeyLimits;
import dev.katong.server.web.RequestAttributes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key without its secret.
 *
 * @param name the key's name; jobs belong to it, logs and metrics show it
 * @param digest SHA-256 of the secret in hexadecimal digits. Secrets are random numbers of 256
 *     bits, not passwords: there are too many to try, so a slow or salted hash would add nothing
 *     but time to each request.
 * @param expires the time of its end; null for never
 */
public record ApiKey(
    String name, Role role, String digest, @Nullable Instant expires, KeyLimits limits) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final int SECRET_BYTES = 32;
  private static final String SECRET_PREFIX = "katong_";

  public ApiKey {
    if (!NAME.matcher(name).matches() || name.equals(RequestAttributes.ANYBODY)) {
      throw new IllegalArgumentException(
          "'%s' cannot be a key's name: take 1 to 64 letters, digits, '.', '_' or '-', not '%s'"
              .formatted(name, RequestAttributes.ANYBODY));
    }
    if (!DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException(
          "the key of " + name + " needs a SHA-256 of 64 hexadecimal digits");
    }
  }

  /** Makes a secret; its prefix lets scanners find secrets that were published by mistake. */
  public static String newSecret() {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    return SECRET_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** The digest of a secret. */
  public static String digest(String secret) {
    return HexFormat.of().formatHex(Sha256.of(secret));
  }

  /**
   * True if a digest is this key's. The time of the comparison does not depend on where they
   * differ.
   */
  boolean matches(String other) {
    return MessageDigest.isEqual(
        digest.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  /** True if the key has expired. */
  public boolean hasExpired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }
}
