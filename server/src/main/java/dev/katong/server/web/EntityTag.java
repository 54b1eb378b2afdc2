package dev.katong.server.web;

import dev.katong.Katong;
import dev.katong.Options;
import dev.katong.network.Device;
import dev.katong.server.service.CartoonizeRequest;
import dev.katong.style.StyleManifest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Equal for equal photos, settings and networks, and for no others. */
final class EntityTag {
  private static final int DIGITS = 32;

  private EntityTag() {}

  static String of(String photo, CartoonizeRequest request, StyleManifest style, Device device) {
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
            String.valueOf(request.format()),
            String.valueOf(request.quality()));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(settings.getBytes(StandardCharsets.UTF_8));
      digest.update(photo.getBytes(StandardCharsets.US_ASCII));
      return "\"" + HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
