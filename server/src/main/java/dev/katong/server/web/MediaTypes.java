package dev.katong.server.web;

import dev.katong.photo.PictureFormat;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;

/** MediaTypes types of pictures. */
final class MediaTypes {
  private static final MediaType WEBP = new MediaType("image", "webp");
  private static final MediaType BMP = new MediaType("image", "bmp");

  private MediaTypes() {}

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
}
