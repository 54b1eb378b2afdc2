package dev.katong.server.http;

import dev.katong.photo.PictureFormat;
import org.springframework.http.MediaType;

/** Media types of pictures. */
final class Media {
  private Media() {}

  static MediaType type(PictureFormat format) {
    return switch (format) {
      case PNG -> MediaType.IMAGE_PNG;
      case JPEG -> MediaType.IMAGE_JPEG;
      case WEBP -> new MediaType("image", "webp");
    };
  }
}
