package dev.katong.server.service;

import dev.katong.Cancellation;
import dev.katong.Katong;
import dev.katong.Options;
import dev.katong.Priority;
import dev.katong.Progress;
import dev.katong.image.PhotoSource;
import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import dev.katong.image.io.AtomicFile;
import dev.katong.style.StyleManifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A sample of each style: the same drawn portrait as a cartoon. Drawn once, and kept in a folder.
 */
public final class StyleSamples {
  private static final String PORTRAIT = "portrait.jpg";
  private static final int SIDE = 512;

  private final CartoonService service;
  private final Path folder;

  /**
   * Creates the samples.
   *
   * @param folder made when it is needed
   */
  public StyleSamples(CartoonService service, Path folder) {
    this.service = service;
    this.folder = folder;
  }

  /** The portrait in an available style, as a JPEG. */
  public synchronized byte[] of(String style) {
    Path kept = folder.resolve(style + "-" + version(service.styles().manifest(style)) + ".jpg");
    try {
      if (Files.isRegularFile(kept)) {
        return Files.readAllBytes(kept);
      }
      byte[] sample = draw(style);
      Files.createDirectories(folder);
      AtomicFile.write(kept, sample);
      return sample;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Other networks draw another sample. */
  private static String version(StyleManifest style) {
    return HexFormat.of().toHexDigits((style + Katong.VERSION).hashCode());
  }

  private byte[] draw(String style) throws IOException {
    Options options = Options.builder().style(style).resolution(SIDE).build();
    return draw(new CartoonizeRequest(options, PictureFormat.JPEG, PictureEncoder.DEFAULT_QUALITY))
        .file();
  }

  /** The portrait as a request asks for it; not kept. */
  public CartoonizeResult draw(CartoonizeRequest request) throws IOException {
    return service.draw(
        PhotoSource.of(portrait(), "the drawn portrait"),
        request,
        Priority.BATCH,
        Progress.NONE,
        Cancellation.NEVER,
        ServiceMetrics.NO_KEY);
  }

  private static byte[] portrait() throws IOException {
    try (InputStream in = StyleSamples.class.getResourceAsStream(PORTRAIT)) {
      if (in == null) {
        throw new IOException("Katong lacks its drawn portrait; reinstall it");
      }
      return in.readAllBytes();
    }
  }
}
