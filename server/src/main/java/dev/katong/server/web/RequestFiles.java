package dev.katong.server.web;

import dev.katong.KatongException.Cancelled;
import dev.katong.server.service.Upload;
import dev.katong.server.service.Uploads;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.server.ServerWebExchange;

/**
 * The files of one request: what came with it, and its answer. They are deleted when the request
 * has ended, however it ends; see {@link RequestFilesFilter}.
 */
final class RequestFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestFiles.class);
  private static final String ATTRIBUTE = RequestFiles.class.getName();

  private final Uploads uploads;
  private final Set<Upload> files = new LinkedHashSet<>();
  private boolean closed;

  RequestFiles(Uploads uploads) {
    this.uploads = uploads;
  }

  void of(ServerWebExchange exchange) {
    exchange.getAttributes().put(ATTRIBUTE, this);
  }

  static RequestFiles in(ServerWebExchange exchange) {
    return exchange.getRequiredAttribute(ATTRIBUTE);
  }

  /**
   * Makes an empty file.
   *
   * @param name its name in messages
   * @param limit the most bytes that it may have
   * @throws Cancelled if the request has ended
   */
  synchronized Upload create(String name, long limit) {
    checkOpen();
    Upload file = uploads.create(name, limit);
    files.add(file);
    return file;
  }

  /**
   * Hands files over, which their new owner closes.
   *
   * @throws Cancelled if the request has ended
   */
  synchronized void release(List<Upload> released) {
    checkOpen();
    released.forEach(files::remove);
  }

  private void checkOpen() {
    if (closed) {
      throw new Cancelled("the client has gone");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (Upload file : files) {
      try {
        file.close();
      } catch (RuntimeException e) {
        LOG.warn("a file of a request cannot be deleted", e);
      }
    }
    files.clear();
  }
}
