package dev.katong.server.web;

import dev.katong.server.service.ServiceException;
import dev.katong.server.service.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Receives a photo with its settings in any of three forms: a form, a JSON object with the photo in
 * base64, or the photo alone with the settings in the query.
 */
@Component
final class PhotoReader {
  static final String IMAGE = "image";

  private static final MediaType ANY_IMAGE = MediaType.valueOf("image/*");
  private static final List<MediaType> ACCEPTED =
      List.of(
          MediaType.MULTIPART_FORM_DATA,
          MediaType.APPLICATION_JSON,
          ANY_IMAGE,
          MediaType.APPLICATION_OCTET_STREAM);

  /** The most characters of a setting; the photo has a limit of its own. */
  private static final int TEXT_CHARACTERS = 64 * 1024;

  private final FormReader forms;
  private final JsonFactory json =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(TEXT_CHARACTERS)
                  .maxNestingDepth(2)
                  .build())
          .build();

  PhotoReader(FormReader forms) {
    this.forms = forms;
  }

  /**
   * Receives a photo.
   *
   * @return fails if the request has another media type, is broken, or has what the fields do not
   *     allow
   */
  Mono<Form> read(ServerWebExchange exchange, Form.Fields fields) {
    MediaType type = MediaTypes.of(exchange.getRequest());
    String encoding = exchange.getRequest().getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return Mono.error(
          new UnsupportedMediaTypeStatusException("send the body without a Content-Encoding"));
    }
    if (type == null) {
      return Mono.error(new UnsupportedMediaTypeStatusException(type, ACCEPTED));
    }
    if (type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA)) {
      return forms.read(exchange, fields);
    }
    if (type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
      return readJson(exchange, fields);
    }
    if (type.isCompatibleWith(ANY_IMAGE)
        || type.isCompatibleWith(MediaType.APPLICATION_OCTET_STREAM)) {
      return readPhoto(exchange, fields);
    }
    return Mono.error(new UnsupportedMediaTypeStatusException(type, ACCEPTED));
  }

  private Mono<Form> readPhoto(ServerWebExchange exchange, Form.Fields fields) {
    Form form = new Form(fields);
    for (Map.Entry<String, List<String>> parameter :
        exchange.getRequest().getQueryParams().entrySet()) {
      for (@Nullable String value : parameter.getValue()) {
        form.add(parameter.getKey(), value == null ? "" : value);
      }
    }
    return forms
        .readBody(exchange, fields.maxFileBytes())
        .map(
            photo -> {
              form.add(photo);
              return form;
            });
  }

  private Mono<Form> readJson(ServerWebExchange exchange, Form.Fields fields) {
    return forms
        .readBody(exchange, Long.MAX_VALUE)
        .publishOn(forms.disk())
        .map(
            body -> {
              try (body) {
                return parse(body, new Form(fields), RequestFiles.in(exchange));
              }
            });
  }

  private Form parse(Upload body, Form form, RequestFiles files) {
    try (InputStream in = new DataUrlInputStream(Files.newInputStream(body.file()));
        JsonParser parser = json.createParser(ObjectReadContext.empty(), in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw broken("it is not an object");
      }
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        JsonToken value = parser.nextToken();
        if (value == JsonToken.VALUE_NULL) {
          form.fields().checkKnown(name);
        } else if (form.fields().files().contains(name)) {
          form.add(photo(parser, form, files, name));
        } else {
          form.fields().checkText(name);
          form.add(name, text(parser, name));
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw broken("something stands behind its object");
      }
      return form;
    } catch (JacksonException e) {
      throw broken(e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Upload photo(JsonParser parser, Form form, RequestFiles files, String name) {
    form.checkFile(name);
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw ServiceException.of(name, name + ": a photo in base64 is needed here");
    }
    Upload photo = files.create(name, form.fields().maxFileBytes());
    try (OutputStream out = photo.stream()) {
      int unused = parser.readBinaryValue(out);
    } catch (JacksonException e) {
      throw ServiceException.of(name, name + ": this is not base64: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return photo;
  }

  private static String text(JsonParser parser, String name) {
    JsonToken token = parser.currentToken();
    if (!token.isScalarValue()) {
      throw ServiceException.of(name, name + ": a text or a number is needed here");
    }
    return parser.getString();
  }

  private static ResponseStatusException broken(String how) {
    return new ResponseStatusException(HttpStatus.BAD_REQUEST, "the JSON is broken: " + how);
  }
}
