package dev.katong.server.web;

import dev.katong.photo.PictureFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;

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

  /** What a file is by its first bytes; a nameless download if it is none that a page can show. */
  static MediaType sniffed(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(12);
    }
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
