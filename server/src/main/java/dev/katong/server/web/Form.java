package dev.katong.server.web;

import dev.katong.server.service.ServiceException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.http.codec.multipart.FormFieldPart;
import org.springframework.http.codec.multipart.Part;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import reactor.core.publisher.Mono;

/**
 * A received form: texts, and files that lie in memory or, if they are large, in nameless files.
 */
final class Form {
  private final MultiValueMap<String, Part> parts;

  private Form(MultiValueMap<String, Part> parts) {
    this.parts = parts;
  }

  /** Receives the form of a request; anything else is an unsupported media type. */
  static Mono<Form> receive(ServerWebExchange exchange) {
    MediaType type = exchange.getRequest().getHeaders().getContentType();
    if (type == null || !type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA)) {
      return Mono.error(
          new UnsupportedMediaTypeStatusException(type, List.of(MediaType.MULTIPART_FORM_DATA)));
    }
    return exchange.getMultipartData().map(Form::new);
  }

  /** A text; null if there is none of this name. */
  @Nullable String text(String name) {
    Part part = parts.getFirst(name);
    return part instanceof FormFieldPart field ? field.value() : null;
  }

  /** The files under any of these names, in their order. */
  List<FilePart> files(String... names) {
    List<FilePart> files = new ArrayList<>();
    for (String name : names) {
      for (Part part : parts.getOrDefault(name, List.of())) {
        if (part instanceof FilePart file) {
          files.add(file);
        }
      }
    }
    return files;
  }

  /**
   * The only file under any of these names.
   *
   * @throws ServiceException if there is none, or more than one
   */
  FilePart file(String... names) {
    List<FilePart> files = files(names);
    if (files.size() != 1) {
      throw ServiceException.of(
          names[0], "%s: one file is needed here, not %d".formatted(names[0], files.size()));
    }
    return files.get(0);
  }

  /** The bytes of a file. */
  static Mono<byte[]> bytes(FilePart file, long limit) {
    return DataBufferUtils.join(file.content(), (int) Math.min(limit, Integer.MAX_VALUE))
        .map(Form::copy)
        .defaultIfEmpty(new byte[0]);
  }

  private static byte[] copy(DataBuffer buffer) {
    try {
      byte[] bytes = new byte[buffer.readableByteCount()];
      buffer.read(bytes);
      return bytes;
    } finally {
      DataBufferUtils.release(buffer);
    }
  }
}
