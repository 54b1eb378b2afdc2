package dev.katong;

import dev.katong.KatongException.OutOfMemory;
import dev.katong.KatongException.OverBudget;
import dev.katong.face.FaceDetector;
import dev.katong.face.FaceDetectors;
import dev.katong.memory.Card;
import dev.katong.memory.Cards;
import dev.katong.memory.MachineMemory;
import dev.katong.memory.ResidentMemory;
import dev.katong.network.Device;
import dev.katong.network.DeviceSearch;
import dev.katong.network.Together;
import dev.katong.photo.Photo;
import dev.katong.photo.PhotoLimits;
import dev.katong.photo.PhotoSource;
import dev.katong.style.NetworkCosts;
import dev.katong.style.Shelf;
import dev.katong.style.StyleKey;
import dev.katong.style.StyleStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
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
  /** The version of this library, such as {@code 0.1.0}. */
  public static final String VERSION = BuildVersion.TEXT;

  /** How long a run waits for pictures that it may draw at the same time. */
  private static final Duration JOINING_DELAY = Duration.ofMillis(5);

  private final KatongHome home;
  private final Resources resources;
  private final StyleStore styles;
  private final Workplace workplace;
  private final Shelf shelf;

  /** The networks: the pictures that are drawn at a time share the budget. */
  private final AdmissionQueue networks;

  /** All pictures: beside those that are drawn, one is decoded ahead and one is finished. */
  private final AdmissionQueue pictures;

  private @Nullable FaceDetector detector;
  private @Nullable OptionalLong idleBytes;

  private Katong(KatongHome home, Resources resources) {
    this.home = home;
    this.resources = resources;
    this.styles = new StyleStore(home.styles());
    this.networks = new AdmissionQueue(resources.together(), AdmissionQueue.Capacity.UNLIMITED);
    this.workplace = new Workplace(resources, home, DeviceSearch.ofEngine()::of, Cards.ofMachine());
    this.shelf =
        new Shelf(
            styles,
            new NetworkCosts(
                home.memoryNotes(), workplace::placement, () -> workplace.used(Cards.anew())),
            workplace::placement,
            new Together(resources.together(), JOINING_DELAY, networks::inWork),
            resources.idle());
    this.pictures =
        new AdmissionQueue(resources.together() + 2, new PictureMemory(workplace, shelf));
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
    return open(home, Resources.DEFAULTS);
  }

  /**
   * Opens Katong with the styles and the face detector of a folder, a budget and a device.
   *
   * @throws KatongException.Engine if a device is asked for by name and cannot be used
   */
  public static Katong open(KatongHome home, Resources resources) {
    Katong katong = new Katong(home, resources);
    katong.workplace.check();
    return katong;
  }

  /**
   * What networks run on; looked for at the first call, if it was not asked for by name.
   *
   * @throws KatongException.Engine if ONNX Runtime cannot be started
   */
  public Device device() {
    return workplace.device();
  }

  /** Why networks run on the processor although ONNX Runtime offers more; what to do about it. */
  public Optional<String> deviceNote() {
    return workplace.note();
  }

  /**
   * The card that networks run on, as it is now; empty on the processor, or if it cannot be told.
   */
  public Optional<Card> card() {
    return workplace.card();
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
   * @throws KatongException if the photo or the style cannot be used, a face was required and none
   *     found, or there is not enough memory
   */
  public Cartoon cartoonize(Path photo, Options options, Progress progress) {
    try (PhotoSource source = PhotoSource.read(photo, resources.photos())) {
      return cartoonize(source, options, Ticket.DEFAULTS.progress(progress));
    }
  }

  /**
   * Makes a cartoon of a photo that is not decoded yet, such as one that a server was sent.
   *
   * @param photo closed as soon as it has been decoded
   * @return the caller closes it
   * @throws KatongException if the photo or the style cannot be used, a face was required and none
   *     found, there is not enough memory, or the work was stopped
   */
  public Cartoon cartoonize(PhotoSource photo, Options options, Ticket ticket) {
    try (Drawing drawing = new Drawing(this, options, ticket)) {
      try {
        return drawing.draw(photo, false);
      } catch (OutOfMemory | OverBudget | OutOfMemoryError e) {
        if (!drawing.sharedMemory() || !photo.canBeReadAgain()) {
          throw e;
        }
      }
    }
    // Memory was short beside others; alone there may be enough.
    try (Drawing drawing = new Drawing(this, options, ticket)) {
      return drawing.draw(photo, true);
    }
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
    try (Drawing drawing = new Drawing(this, options, Ticket.DEFAULTS.progress(progress))) {
      return drawing.draw(photo);
    }
  }

  /**
   * What a photo in a file would cost now, without drawing it; of the photo, only the header is
   * looked at.
   *
   * @throws KatongException if the photo or the style cannot be used, or there is not enough memory
   */
  public Plan plan(Path photo, Options options) {
    try (PhotoSource source = PhotoSource.read(photo, resources.photos())) {
      return plan(source, options);
    }
  }

  /**
   * What a photo that is not decoded yet would cost now, without drawing it.
   *
   * @param photo not closed
   * @throws KatongException if the style cannot be used, or there is not enough memory
   */
  public Plan plan(PhotoSource photo, Options options) {
    Planner planner = planners(options).fitting(any -> plan(any, photo));
    return plan(planner, photo);
  }

  /** The plan of a photo that is not decoded yet, with all idle styles unloaded. */
  Plan plan(Planner planner, PhotoSource source) {
    return planner.plan(source, situationAfterUnloading(planner.key(), 0));
  }

  /** The loaded styles. */
  public Shelf shelf() {
    return shelf;
  }

  /**
   * Loads a style ahead of its first picture, as far as memory allows: the variant that these
   * options choose, with the face detector.
   *
   * @throws KatongException if the style cannot be used
   */
  public void load(Options options) {
    Planner planner = planners(options).preferred();
    try (Shelf.Lease lease = shelf.lease(planner.key())) {
      lease.style().head();
    }
    if (options.faces() != Options.Faces.OFF && canFindFaces()) {
      FaceDetector unused = detector();
    }
  }

  /** How many pictures wait for memory or for the networks. */
  public int waiting() {
    return networks.waiting() + pictures.waiting();
  }

  /** How many bytes the networks may take now, loaded and running. */
  public long budget() {
    return workplace.budget();
  }

  /** How large a photo may be that is read from a file. */
  public PhotoLimits photoLimits() {
    return resources.photos();
  }

  /** Admits pictures to the networks. */
  AdmissionQueue networks() {
    return networks;
  }

  /** Admits pictures to memory. */
  AdmissionQueue pictures() {
    return pictures;
  }

  /** The planners of the variants that may draw. */
  Planners planners(Options options) {
    String style = options.style();
    return new Planners(
        VariantChoice.of(shelf.manifest(style), options, device().kind()).stream()
            .map(variant -> new StyleKey(style, variant))
            .toList(),
        key -> new Planner(shelf.needs(key), options, resources, device()));
  }

  /**
   * What there is now, for one picture.
   *
   * @param pictureBytes what the picture has taken already
   */
  Planner.Situation situation(StyleKey style, long pictureBytes) {
    return situation(shelf.bytesBeside(style), pictureBytes);
  }

  /**
   * What there would be with all idle styles unloaded.
   *
   * @param pictureBytes what the picture has taken already
   */
  Planner.Situation situationAfterUnloading(StyleKey style, long pictureBytes) {
    return situation(shelf.bytesLeasedBeside(style), pictureBytes);
  }

  private Planner.Situation situation(long others, long pictureBytes) {
    return new Planner.Situation(
        MachineMemory.now(), workplace.room().orElse(null), others, shelf.bytes(), pictureBytes);
  }

  /** What the process has with the native libraries loaded, before the first style. */
  synchronized OptionalLong idleBytes() {
    if (idleBytes == null) {
      Preload.await();
      // What a device's libraries take is none of a picture's.
      Device unused = device();
      idleBytes = ResidentMemory.now();
    }
    return idleBytes;
  }

  boolean canFindFaces() {
    return FaceDetectors.available(home.faceDetector());
  }

  synchronized FaceDetector detector() {
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
