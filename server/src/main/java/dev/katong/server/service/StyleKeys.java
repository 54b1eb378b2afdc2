package dev.katong.server.service;

import dev.katong.KatongException;
import dev.katong.image.io.Sha256;
import dev.katong.style.StyleManifest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Texts that are equal for equal styles: the name, and a digest of the style's own networks. By
 * them services with one queue find the jobs that they can draw. Variants do not count, as each
 * machine makes its own.
 */
public final class StyleKeys {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int DIGITS = 16;

  private final CartoonService service;
  private List<String> known = List.of();
  private long read;

  public StyleKeys(CartoonService service) {
    this.service = service;
  }

  /** The keys of the styles that this service has, at most some seconds old. */
  public synchronized List<String> all() {
    long now = System.nanoTime();
    if (known.isEmpty() || now - read > FRESH_NANOS) {
      known = service.styleNames().stream().flatMap(name -> of(name).stream()).toList();
      read = now;
    }
    return known;
  }

  /** The key of a style; empty if it cannot be read. */
  public Optional<String> of(@Nullable String name) {
    if (name == null) {
      return Optional.empty();
    }
    try {
      StyleManifest style = service.styles().manifest(name);
      StyleManifest.HeadNetwork second = style.head();
      String head = second == null ? "" : second.sha256();
      String digest = HexFormat.of().formatHex(Sha256.of(style.background().sha256() + head));
      return Optional.of(name + "@" + digest.substring(0, DIGITS));
    } catch (KatongException e) {
      return Optional.empty();
    }
  }
}
