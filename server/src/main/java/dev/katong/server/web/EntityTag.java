package dev.katong.server.web;

import dev.katong.Katong;
import dev.katong.Options;
import dev.katong.PictureOption;
import dev.katong.image.io.Sha256;
import dev.katong.network.Device;
import dev.katong.server.service.CartoonizeRequest;
import dev.katong.style.StyleManifest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.MediaType;

/** Equal for equal photos, settings and networks, and for no others. */
final class EntityTag {
  private static final int DIGITS = 32;

  private EntityTag() {}

  static String of(
      String photo, CartoonizeRequest request, MediaType type, StyleManifest style, Device device) {
    Options options = request.options();
    Stream<String> settings =
        Stream.of(
            Katong.VERSION,
            style.toString(),
            // With the style and the device these choose the variant.
            String.valueOf(options.variant()),
            String.valueOf(options.precision()),
            String.valueOf(options.fidelity()),
            device.kind().label(),
            type.toString(),
            String.valueOf(request.format()),
            String.valueOf(request.quality()));
    Stream<String> own = Arrays.stream(PictureOption.values()).map(option -> option.text(options));
    MessageDigest digest = Sha256.begin();
    digest.update(
        Stream.concat(settings, own)
            .collect(Collectors.joining("\n"))
            .getBytes(StandardCharsets.UTF_8));
    digest.update(photo.getBytes(StandardCharsets.US_ASCII));
    return "\"" + Sha256.hex(digest).substring(0, DIGITS) + "\"";
  }
}
