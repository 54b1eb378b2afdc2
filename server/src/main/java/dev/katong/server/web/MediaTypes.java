package dev.katong.server.web;

import dev.katong.image.PictureFormat;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.NotAcceptableStatusException;

/** Media types of pictures and of requests. */
final class MediaTypes {
  private static final MediaType WEBP = new MediaType("image", "webp");
  private static final MediaType BMP = new MediaType("image", "bmp");

  private MediaTypes() {}

  /** The media type of a request's body; null if there is none, or it is not a media type. */
  static @Nullable MediaType of(ServerHttpRequest request) {
    try {
      return request.getHeaders().getContentType();
    } catch (InvalidMediaTypeException e) {
      return null;
    }
  }

  static MediaType type(PictureFormat format) {
    return switch (format) {
      case PNG -> MediaType.IMAGE_PNG;
      case JPEG -> MediaType.IMAGE_JPEG;
      case WEBP -> WEBP;
    };
  }

  /** The type of a file by its first 12 bytes; a plain download if a page cannot show it. */
  static MediaType sniffed(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith("\u00FF\u00D8")) {
      return MediaType.IMAGE_JPEG;
    }
    if (text.startsWith("\u0089PNG")) {
      return MediaType.IMAGE_PNG;
    }
    if (text.startsWith("GIF8")) {
      return MediaType.IMAGE_GIF;
    }
    if (text.startsWith("RIFF") && text.endsWith("WEBP")) {
      return WEBP;
    }
    return text.startsWith("BM") ? BMP : MediaType.APPLICATION_OCTET_STREAM;
  }

  /**
   * Selects the offered type that a client prefers, by the weights of its {@code Accept} (RFC 9110,
   * section 12.5.1); of equals the one that it names first, then the one that is offered first.
   *
   * @throws NotAcceptableStatusException if it accepts none
   */
  static MediaType best(ServerHttpRequest request, List<MediaType> offered) {
    List<MediaType> accepted;
    try {
      accepted = request.getHeaders().getAccept();
    } catch (InvalidMediaTypeException e) {
      throw new NotAcceptableStatusException(offered);
    }
    if (accepted.isEmpty()) {
      return offered.get(0);
    }
    MediaType best = null;
    double weight = 0;
    int place = 0;
    for (MediaType type : offered) {
      Optional<MediaType> range =
          accepted.stream()
              .filter(one -> one.includes(type))
              .max(Comparator.comparingInt(MediaTypes::specificity));
      double quality = range.map(MediaType::getQualityValue).orElse(0.0);
      int named = range.map(accepted::indexOf).orElse(0);
      if (quality > weight || (quality > 0 && quality == weight && named < place)) {
        best = type;
        weight = quality;
        place = named;
      }
    }
    if (best == null) {
      throw new NotAcceptableStatusException(offered);
    }
    return best;
  }

  private static int specificity(MediaType range) {
    return (range.isWildcardType() ? 0 : 1) + (range.isWildcardSubtype() ? 0 : 1);
  }
}
