package dev.katong.server.web;

import dev.katong.server.service.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;

/**
 * An answer in a file of its request, from which it is sent as the client takes it: one that takes
 * it slowly holds no memory.
 */
final class AnswerFile {
  private static final int BUFFER_BYTES = 64 * 1024;

  private AnswerFile() {}

  /** Writes an answer. */
  interface Writer {
    void write(OutputStream out) throws IOException;
  }

  /** The body of an answer, with its length in its head. */
  static ResponseEntity<Flux<DataBuffer>> body(
      ResponseEntity.BodyBuilder answer, ServerWebExchange exchange, Writer writer) {
    Upload file = write(exchange, writer);
    return answer.contentLength(file.size()).body(read(exchange, file));
  }

  /** Writes a file of the request. */
  static Upload write(ServerWebExchange exchange, Writer writer) {
    Upload file = RequestFiles.in(exchange).create("the answer", Long.MAX_VALUE);
    try (OutputStream out = file.stream()) {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** The bytes of a file, which is deleted behind them. */
  static Flux<DataBuffer> read(ServerWebExchange exchange, Upload file) {
    return PacedBody.of(
            exchange,
            DataBufferUtils.read(
                file.file(), DefaultDataBufferFactory.sharedInstance, BUFFER_BYTES))
        .doFinally(signal -> file.close());
  }
}
