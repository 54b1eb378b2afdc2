package dev.katong;

import dev.katong.KatongException.NoFace;
import dev.katong.face.FaceDetector;
import dev.katong.face.FaceDetectors;
import dev.katong.network.Engine;
import dev.katong.paint.Painting;
import dev.katong.photo.Photo;
import dev.katong.style.Shelf;
import dev.katong.style.Style;
import dev.katong.style.StyleStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Turns photos of people into cartoons. Open one for the life of a program; it loads styles and the
 * face detector at their first use and keeps them. Safe for use by several threads.
 *
 * <pre>{@code
 * try (Katong katong = Katong.open();
 *     Cartoon cartoon = katong.cartoonize(Path.of("photo.jpg"), Options.DEFAULTS)) {
 *   cartoon.write(Path.of("cartoon.png"));
 * }
 * }</pre>
 */
public final class Katong implements AutoCloseable {
  /** The version of this library. */
  public static final String VERSION = "0.1.0";

  private final KatongHome home;
  private final StyleStore styles;
  private final Shelf shelf;
  private @Nullable FaceDetector detector;

  private Katong(KatongHome home) {
    this.home = home;
    this.styles = new StyleStore(home.styles());
    this.shelf = new Shelf(styles, Engine.defaultThreads());
  }

  /**
   * Begins to load the native libraries on other threads and returns at once. Worth calling by a
   * program that makes its first cartoon right after its start; others need not.
   */
  public static void preload() {
    Preload.start();
  }

  /** Opens Katong with the styles of the usual folder, see {@link KatongHome#ofEnvironment()}. */
  public static Katong open() {
    return open(KatongHome.ofEnvironment());
  }

  /** Opens Katong with the styles and the face detector of a folder. */
  public static Katong open(KatongHome home) {
    return new Katong(home);
  }

  /** The styles at hand. */
  public StyleStore styles() {
    return styles;
  }

  /**
   * Makes a cartoon of a photo in a file.
   *
   * @return the caller closes it
   * @throws KatongException if the photo or the style cannot be used, or a face was required and
   *     none found
   */
  public Cartoon cartoonize(Path photo, Options options) {
    return cartoonize(photo, options, Progress.NONE);
  }

  /**
   * Makes a cartoon of a photo in a file and tells how far it has come.
   *
   * @return the caller closes it
   * @throws KatongException if the photo or the style cannot be used, or a face was required and
   *     none found
   */
  public Cartoon cartoonize(Path photo, Options options, Progress progress) {
    StageTimes times = new StageTimes(progress);
    // A style that is not loaded yet loads while the photo is decoded.
    CompletableFuture<Style> style =
        CompletableFuture.supplyAsync(() -> shelf.get(options.style()));
    try (Photo decoded = times.time(Stage.DECODE, () -> decode(photo))) {
      return paint(decoded, times.time(Stage.LOAD, () -> result(style)), options, times);
    }
  }

  /**
   * Makes a cartoon of a photo that is decoded already, such as one of {@link Photo#of}.
   *
   * @param photo not changed, and not closed
   * @return the caller closes it
   * @throws KatongException if the style cannot be used, or a face was required and none found
   */
  public Cartoon cartoonize(Photo photo, Options options, Progress progress) {
    StageTimes times = new StageTimes(progress);
    Style style = times.time(Stage.LOAD, () -> shelf.get(options.style()));
    return paint(photo, style, options, times);
  }

  private static Photo decode(Path photo) {
    Preload.await();
    return Photo.decode(photo);
  }

  private Cartoon paint(Photo photo, Style style, Options options, StageTimes times) {
    boolean blind =
        options.faces() == Options.Faces.AUTO && !FaceDetectors.available(home.faceDetector());
    try (Painting painting = new Painting(style, photo.mat())) {
      if (blind || options.faces() == Options.Faces.OFF) {
        times.run(Stage.BACKGROUND, painting::paintBackground);
      } else if (options.faces() == Options.Faces.REQUIRED) {
        findFaces(painting, times);
        if (painting.faces().isEmpty()) {
          throw new NoFace("no face was found in the photo; '--faces auto' draws it all the same");
        }
        times.run(Stage.BACKGROUND, painting::paintBackground);
      } else {
        findFacesBeside(painting, times, painting::paintBackground);
      }
      if (!painting.faces().isEmpty() && style.hasHead()) {
        times.run(Stage.LOAD, style::head);
        times.run(Stage.HEADS, painting::paintHeads);
      }
      Mat result =
          times.time(
              Stage.COMPOSITE, () -> painting.finish(options.strength(), options.resolution()));
      return new Cartoon(
          result,
          times,
          report(painting, style, result, warnings(painting, style, options, blind)));
    }
  }

  private void findFaces(Painting painting, StageTimes times) {
    FaceDetector faces = times.time(Stage.LOAD, this::detector);
    times.run(Stage.FACES, () -> painting.findFaces(faces));
  }

  /** Finds faces on another thread while the background network runs on this one. */
  private void findFacesBeside(Painting painting, StageTimes times, Runnable background) {
    CompletableFuture<Void> faces =
        CompletableFuture.runAsync(
            () -> times.run(Stage.FACES, () -> painting.findFaces(detector())));
    try {
      times.run(Stage.BACKGROUND, background);
    } finally {
      // Whatever the background network did: the painting must outlive the search.
      faces.exceptionally(failure -> null).join();
    }
    result(faces);
  }

  private static <T> T result(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private static List<String> warnings(
      Painting painting, Style style, Options options, boolean blind) {
    if (blind) {
      return List.of(
          "this platform comes without a face detector; 'katong faces import' brings one in");
    }
    boolean lookedForFaces = options.faces() != Options.Faces.OFF;
    return lookedForFaces && painting.faces().isEmpty() && style.hasHead()
        ? List.of("no face was found; the background network drew the whole picture")
        : List.of();
  }

  private static Report report(Painting painting, Style style, Mat result, List<String> warnings) {
    return new Report(
        style.manifest().name(),
        result.cols(),
        result.rows(),
        painting.facesIn(result.cols(), result.rows()),
        Map.of(),
        Engine.device(),
        "fp32",
        warnings);
  }

  private synchronized FaceDetector detector() {
    if (detector == null) {
      detector = FaceDetectors.open(home.faceDetector());
    }
    return detector;
  }

  @Override
  public synchronized void close() {
    FaceDetector owned = detector;
    detector = null;
    NativeMemory.release(shelf, owned);
  }
}
