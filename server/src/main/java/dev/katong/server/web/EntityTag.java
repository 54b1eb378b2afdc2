package dev.katong.server.web;

import dev.katong.Katong;
import dev.katong.Options;
import dev.katong.network.Device;
import dev.katong.server.service.CartoonizeRequest;
import dev.katong.server.service.Sha256;
import dev.katong.style.StyleManifest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.springframework.http.MediaType;

/** Equal for equal photos, settings and networks, and for no others. */
final class EntityTag {
  private static final int DIGITS = 32;

  private EntityTag() {}

  static String of(
      String photo, CartoonizeRequest request, MediaType type, StyleManifest style, Device device) {
    Options options = request.options();
    String settings =
        String.join(
            "\n",
            Katong.VERSION,
            style.toString(),
            options.variantOf(style, device),
            device.kind().label(),
            String.valueOf(options.resolution()),
            String.valueOf(options.strength()),
            String.valueOf(options.tone()),
            String.valueOf(options.faces()),
            String.valueOf(options.detail()),
            options.background().text(),
            String.valueOf(options.metadata()),
            type.toString(),
            String.valueOf(request.format()),
            String.valueOf(request.quality()));
    MessageDigest digest = Sha256.begin();
    digest.update(settings.getBytes(StandardCharsets.UTF_8));
    digest.update(photo.getBytes(StandardCharsets.US_ASCII));
    return "\"" + Sha256.hex(digest).substring(0, DIGITS) + "\"";
  }
}
