package dev.katong.server.web;

import dev.katong.image.io.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.webjars.WebJarVersionLocator;

/**
 * The page's modules, styles and libraries, in a folder whose name is a digest of them all:
 * browsers keep them for good, and relative imports find each other. Only the documents that name
 * the folder are asked for again.
 */
@Component
final class PageAssets {
  /** Stands for the folder in documents. */
  private static final String PLACEHOLDER = "{assets}";

  private static final String FILES = "classpath*:/static/**";
  private static final List<String> LIBRARIES =
      List.of("lit", "lit-html", "lit-element", "lit__reactive-element", "swagger-ui");
  private static final int DIGITS = 16;

  private final String folder;

  PageAssets() throws IOException {
    this.folder = "assets/" + digest();
  }

  /** The folder, relative to the page, without a slash at its ends. */
  String folder() {
    return folder;
  }

  /** A document with the folder's name filled in. */
  String document(String path) {
    try {
      return new ClassPathResource("static/" + path)
          .getContentAsString(StandardCharsets.UTF_8)
          .replace(PLACEHOLDER, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest() throws IOException {
    MessageDigest digest = Sha256.begin();
    Resource[] files = new PathMatchingResourcePatternResolver().getResources(FILES);
    Arrays.sort(files, Comparator.comparing(PageAssets::address));
    for (Resource file : files) {
      if (file.isReadable()) {
        digest.update(String.valueOf(file.getFilename()).getBytes(StandardCharsets.UTF_8));
        digest.update(file.getContentAsByteArray());
      }
    }
    WebJarVersionLocator versions = new WebJarVersionLocator();
    for (String library : LIBRARIES) {
      digest.update((library + versions.version(library)).getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.hex(digest).substring(0, DIGITS);
  }

  private static String address(Resource file) {
    try {
      return file.getURL().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
