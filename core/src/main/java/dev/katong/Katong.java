package dev.katong;

import dev.katong.image.Photo;
import dev.katong.image.PhotoLimits;
import dev.katong.image.PhotoSource;
import dev.katong.memory.Card;
import dev.katong.network.Device;
import dev.katong.runtime.KatongRuntime;
import dev.katong.runtime.NativeLibraries;
import dev.katong.runtime.StyleCache;
import dev.katong.style.StyleStore;
import java.nio.file.Path;
import java.util.Optional;

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
  /** The version of this library, such as {@code 0.1.0}. */
  public static final String VERSION = BuildVersion.TEXT;

  private final PhotoLimits limits;
  private final KatongRuntime runtime;

  private Katong(KatongHome home, Resources resources) {
    this.limits = resources.photos();
    this.runtime = new KatongRuntime(home, resources);
  }

  /**
   * Begins to load the native libraries on other threads and returns at once. Useful to a program
   * that makes its first cartoon right after its start.
   */
  public static void preload() {
    NativeLibraries.load();
  }

  /** Opens Katong with the styles of the usual folder, see {@link KatongHome#ofEnvironment()}. */
  public static Katong open() {
    return open(KatongHome.ofEnvironment());
  }

  /** Opens Katong with the styles and the face detector of a folder. */
  public static Katong open(KatongHome home) {
    return open(home, Resources.DEFAULTS);
  }

  /**
   * Opens Katong with the styles and the face detector of a folder, a budget and a device.
   *
   * @throws KatongException.Engine if a device is asked for by name and cannot be used
   */
  public static Katong open(KatongHome home, Resources resources) {
    return new Katong(home, resources);
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
   * Makes a cartoon of a photo in a file and reports its progress.
   *
   * @return the caller closes it
   * @throws KatongException if the photo or the style cannot be used, a face was required and none
   *     found, or there is not enough memory
   */
  public Cartoon cartoonize(Path photo, Options options, Progress progress) {
    try (PhotoSource source = PhotoSource.read(photo, limits)) {
      return cartoonize(source, options, RequestContext.DEFAULTS.progress(progress));
    }
  }

  /**
   * Makes a cartoon of a photo that is not decoded yet, such as an upload.
   *
   * @param photo closed as soon as it has been decoded
   * @return the caller closes it
   * @throws KatongException if the photo or the style cannot be used, a face was required and none
   *     found, there is not enough memory, or the work was cancelled
   */
  public Cartoon cartoonize(PhotoSource photo, Options options, RequestContext context) {
    return runtime.cartoonize(photo, options, context);
  }

  /**
   * Makes a cartoon of a photo that is decoded already, such as one of {@link Photo#of}.
   *
   * @param photo not changed, and not closed
   * @return the caller closes it
   * @throws KatongException if the style cannot be used, a face was required and none found, or
   *     there is not enough memory
   */
  public Cartoon cartoonize(Photo photo, Options options, Progress progress) {
    return runtime.cartoonize(photo, options, RequestContext.DEFAULTS.progress(progress));
  }

  /**
   * Plans a photo in a file without drawing it: sizes, tiles, memory. Reads only its header.
   *
   * @throws KatongException if the photo or the style cannot be used, or there is not enough memory
   */
  public Plan plan(Path photo, Options options) {
    try (PhotoSource source = PhotoSource.read(photo, limits)) {
      return plan(source, options);
    }
  }

  /**
   * Plans a photo that is not decoded yet without drawing it.
   *
   * @param photo not closed
   * @throws KatongException if the style cannot be used, or there is not enough memory
   */
  public Plan plan(PhotoSource photo, Options options) {
    return runtime.plan(photo, options);
  }

  /**
   * Loads a style ahead of its first picture, as far as memory allows: the variant that these
   * options choose, with the face detector.
   *
   * @throws KatongException if the style cannot be used
   */
  public void load(Options options) {
    runtime.load(options);
  }

  /** The installed and the built-in styles. */
  public StyleStore styles() {
    return runtime.styles();
  }

  /** The loaded styles. */
  public StyleCache styleCache() {
    return runtime.cache();
  }

  /**
   * The device that networks run on; searched for at the first call, unless one was asked for by
   * name.
   *
   * @throws KatongException.Engine if ONNX Runtime cannot be started
   */
  public Device device() {
    return runtime.device().device();
  }

  /** The reason why networks run on the processor although ONNX Runtime offers more. */
  public Optional<String> deviceNote() {
    return runtime.device().note();
  }

  /** The card that networks run on, read now; empty on the processor, or if it is unknown. */
  public Optional<Card> card() {
    return runtime.device().card();
  }

  /** The number of pictures that wait for memory or for the networks. */
  public int waiting() {
    return runtime.waiting();
  }

  /** The bytes that the networks may take now, loaded and running. */
  public long budget() {
    return runtime.device().budget();
  }

  /** The limits of photos that are read from files. */
  public PhotoLimits photoLimits() {
    return limits;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
