package dev.katong.server.web;

import dev.katong.server.connection.RequestChannel;
import dev.katong.server.service.ServiceException;
import dev.katong.server.service.Upload;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePartEvent;
import org.springframework.http.codec.multipart.FormPartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.http.codec.multipart.PartEventHttpMessageReader;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Receives forms. Files go to the disk as they come, and belong to the request's {@link
 * RequestFiles}; a field that is not allowed ends the receiving at once.
 */
@Component
final class FormReader implements AutoCloseable {
  private static final int TEXT_BYTES = 64 * 1024;
  private static final int HEADER_BYTES = 10 * 1024;

  /** The most texts of a form, without its files. */
  private static final int TEXTS = 64;

  private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

  private static final ResolvableType EVENT = ResolvableType.forClass(PartEvent.class);

  /** The threads that write files, a buffer at a time; no task waits for a client. */
  private final Scheduler disk = Schedulers.newParallel("uploads", THREADS, true);

  /**
   * Receives the form of a request.
   *
   * @return fails if it has another media type, is broken, or has what the fields do not allow
   */
  Mono<Form> read(ServerWebExchange exchange, Form.Fields fields) {
    MediaType type = MediaTypes.of(exchange.getRequest());
    if (type == null || !type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA)) {
      return Mono.error(
          new UnsupportedMediaTypeStatusException(type, List.of(MediaType.MULTIPART_FORM_DATA)));
    }
    return Mono.defer(
        () -> {
          Receiver receiver = new Receiver(new Form(fields), RequestFiles.in(exchange));
          return reader(fields)
              .read(EVENT, exchange.getRequest(), Map.of())
              // On the thread that parses: the parser breaks where it is cancelled meanwhile.
              .cancelOn(eventLoop(exchange))
              .publishOn(disk, 1)
              .doOnNext(receiver::accept)
              .then(Mono.fromSupplier(() -> receiver.form))
              .onErrorMap(DecodingException.class, FormReader::broken)
              .onErrorMap(IllegalArgumentException.class, FormReader::broken);
        });
  }

  private static Scheduler eventLoop(ServerWebExchange exchange) {
    return Schedulers.fromExecutor(RequestChannel.of(exchange).eventLoop());
  }

  /**
   * Receives a body as one file.
   *
   * @return fails if it is larger than a file may be
   */
  Mono<Upload> readBody(ServerWebExchange exchange, long limit) {
    return Mono.defer(
        () -> {
          Upload file = RequestFiles.in(exchange).create("the body", limit);
          return exchange
              .getRequest()
              .getBody()
              .publishOn(disk, 1)
              .doOnNext(buffer -> write(file, buffer))
              .then(
                  Mono.fromSupplier(
                      () -> {
                        file.complete();
                        return file;
                      }));
        });
  }

  /** The scheduler that writes files. */
  Scheduler disk() {
    return disk;
  }

  private static PartEventHttpMessageReader reader(Form.Fields fields) {
    PartEventHttpMessageReader reader = new PartEventHttpMessageReader();
    reader.setMaxInMemorySize(TEXT_BYTES);
    reader.setMaxHeadersSize(HEADER_BYTES);
    reader.setMaxParts(fields.maxFiles() + TEXTS);
    return reader;
  }

  private static ResponseStatusException broken(Throwable cause) {
    return new ResponseStatusException(
        HttpStatus.BAD_REQUEST, "the form is broken: " + cause.getMessage(), cause);
  }

  static void write(Upload file, DataBuffer buffer) {
    try (DataBuffer.ByteBufferIterator parts = buffer.readableByteBuffers()) {
      while (parts.hasNext()) {
        file.write(parts.next());
      }
    }
  }

  @Override
  public void close() {
    disk.dispose();
  }

  /** Puts a form together out of its parts. */
  private static final class Receiver {
    private final Form form;
    private final RequestFiles files;
    private @Nullable Upload current;

    Receiver(Form form, RequestFiles files) {
      this.form = form;
      this.files = files;
    }

    void accept(PartEvent event) {
      String name = name(event);
      if (event instanceof FormPartEvent text) {
        form.add(name, text.value());
        return;
      }
      Upload file = current == null ? begin(event, name) : current;
      current = event.isLast() ? null : file;
      write(file, event.content());
      if (event.isLast()) {
        file.complete();
        end(file);
      }
    }

    private static String name(PartEvent event) {
      String name = event.headers().getContentDisposition().getName();
      if (name == null) {
        throw new ResponseStatusException(
            HttpStatus.BAD_REQUEST, "the form is broken: a part has no name");
      }
      return name;
    }

    private Upload begin(PartEvent event, String name) {
      if (!(event instanceof FilePartEvent file)) {
        throw ServiceException.of(
            name, name + ": a part with a Content-Type needs a filename, as files have");
      }
      form.checkFile(name);
      return files.create(file.filename(), form.fields().maxFileBytes());
    }

    /** A browser sends a nameless, empty file where none was chosen. */
    private void end(Upload file) {
      if (file.name().isEmpty() && file.size() == 0) {
        file.close();
      } else {
        form.add(file);
      }
    }
  }
}
