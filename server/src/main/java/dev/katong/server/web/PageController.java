package dev.katong.server.web;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the page and the API's documentation as documents. Their links are relative, so that they
 * work below any path of a proxy.
 */
@RestController
final class PageController {
  private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

  private final byte[] page;
  private final byte[] docs;

  PageController(PageAssets assets) {
    this.page = assets.document("index.html").getBytes(StandardCharsets.UTF_8);
    this.docs = assets.document("docs/index.html").getBytes(StandardCharsets.UTF_8);
  }

  @GetMapping({"", "/", "/index.html"})
  ResponseEntity<byte[]> page(ServerHttpRequest request) {
    String path = request.getPath().value();
    if (request.getPath().pathWithinApplication().value().isEmpty()) {
      // Relative links need the slash.
      return moved(path + "/");
    }
    return document(page);
  }

  /** A folder's links are relative to what is in it. */
  @GetMapping({"/docs", "/docs/"})
  ResponseEntity<byte[]> docsFolder(ServerHttpRequest request) {
    String path = request.getPath().value();
    return moved(path.endsWith("/") ? "index.html" : "docs/index.html");
  }

  @GetMapping("/docs/index.html")
  ResponseEntity<byte[]> docs() {
    return document(docs);
  }

  private static ResponseEntity<byte[]> moved(String to) {
    return ResponseEntity.status(HttpStatus.TEMPORARY_REDIRECT).location(URI.create(to)).build();
  }

  private static ResponseEntity<byte[]> document(byte[] document) {
    return ResponseEntity.ok()
        .contentType(HTML)
        .cacheControl(CacheControl.noCache())
        .eTag(DigestUtils.md5DigestAsHex(document))
        .body(document);
  }
}
