package dev.katong.runtime;

import dev.katong.Cartoon;
import dev.katong.KatongException.OutOfMemory;
import dev.katong.KatongException.OverBudget;
import dev.katong.KatongHome;
import dev.katong.Options;
import dev.katong.Plan;
import dev.katong.RequestContext;
import dev.katong.Resources;
import dev.katong.face.FaceDetector;
import dev.katong.image.Photo;
import dev.katong.image.PhotoSource;
import dev.katong.memory.Cards;
import dev.katong.memory.MachineMemory;
import dev.katong.memory.NativeMemory;
import dev.katong.memory.ResidentMemory;
import dev.katong.network.BatchingPolicy;
import dev.katong.network.Device;
import dev.katong.network.DeviceSearch;
import dev.katong.plan.Planner;
import dev.katong.style.NetworkCosts;
import dev.katong.style.StyleSource;
import dev.katong.style.StyleStore;
import dev.katong.style.VariantMaker;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Owns what all pictures of one {@link dev.katong.Katong} share: the device, the loaded styles, the
 * face detector and the two admission queues. Makes a {@link CartoonTask} for each picture.
 */
public final class KatongRuntime implements AutoCloseable {
  /** The time that a run waits for other pictures that it may draw at the same time. */
  private static final Duration BATCHING_DELAY = Duration.ofMillis(5);

  /** Pictures in addition to those that networks draw: one is decoded ahead and one is finished. */
  private static final int PICTURES_BESIDE_NETWORKS = 2;

  /** One more, of a client that has none: it is decoded while those of others are drawn. */
  private static final int PICTURES_FOR_OTHERS = 1;

  /**
   * The memory that pictures may take: the rest after the networks' budget, and half of the heap.
   */
  private record PictureMemory(DeviceSelection device, StyleCache cache)
      implements AdmissionQueue.Capacity {
    @Override
    public long shareBytes() {
      // A card's memory is its own.
      long networks = device.hasOwnMemory() ? 0 : Math.max(0, device.budget() - cache.bytes());
      return Math.max(0, MachineMemory.now().availableBytes() - networks);
    }

    @Override
    public long freeBytes() {
      return MachineMemory.now().availableBytes() + cache.bytes();
    }

    @Override
    public long heapBytes() {
      return Runtime.getRuntime().maxMemory() / 2;
    }
  }

  private final StyleStore styles;
  private final DeviceSelection device;
  private final StyleCache cache;
  private final FaceDetection faces;
  private final Planning planning;
  private final AdmissionQueue networks;
  private final AdmissionQueue pictures;
  private @Nullable OptionalLong idleBytes;

  /**
   * Creates a runtime; nothing is loaded yet.
   *
   * @throws dev.katong.KatongException.Engine if a device is asked for by name and cannot be used
   */
  public KatongRuntime(KatongHome home, Resources resources) {
    this.styles = new StyleStore(home.styles());
    this.faces = new FaceDetection(home.faceDetector());
    this.networks = new AdmissionQueue(resources.together(), 0, AdmissionQueue.Capacity.UNLIMITED);
    this.device =
        new DeviceSelection(resources, home, DeviceSearch.ofEngine()::of, Cards.ofMachine());
    device.check();
    this.cache =
        new StyleCache(
            new StyleSource(styles, VariantMaker.find()),
            new NetworkCosts(
                home.memoryNotes(), device::target, () -> device.usedBytes(Cards.uncached())),
            device::target,
            new BatchingPolicy(resources.together(), BATCHING_DELAY, networks::inWork),
            resources.idle());
    this.planning = new Planning(cache, resources, device);
    this.pictures =
        new AdmissionQueue(
            resources.together() + PICTURES_BESIDE_NETWORKS,
            PICTURES_FOR_OTHERS,
            new PictureMemory(device, cache));
  }

  public StyleStore styles() {
    return styles;
  }

  public DeviceSelection device() {
    return device;
  }

  public StyleCache cache() {
    return cache;
  }

  /**
   * Makes a cartoon of a photo that is not decoded yet.
   *
   * @param photo closed as soon as it has been decoded
   */
  public Cartoon cartoonize(PhotoSource photo, Options options, RequestContext context) {
    try (CartoonTask task = task(options, context)) {
      try {
        return task.run(photo, false);
      } catch (OutOfMemory | OverBudget | OutOfMemoryError e) {
        if (!task.sharedMemory() || !photo.canBeReadAgain()) {
          throw e;
        }
      }
    }
    // Other pictures left too little memory; alone there may be enough.
    try (CartoonTask task = task(options, context)) {
      return task.run(photo, true);
    }
  }

  /**
   * Makes a cartoon of a decoded photo.
   *
   * @param photo not changed, and not closed
   */
  public Cartoon cartoonize(Photo photo, Options options, RequestContext context) {
    try (CartoonTask task = task(options, context)) {
      return task.run(photo);
    }
  }

  private CartoonTask task(Options options, RequestContext context) {
    return new CartoonTask(
        new CartoonTask.Shared(cache, faces, planning, pictures, networks, idleBytes()),
        options,
        context);
  }

  /**
   * Plans a photo without drawing it.
   *
   * @param photo not closed
   */
  public Plan plan(PhotoSource photo, Options options) {
    return planning.planners(options).firstPlan(planner -> planning.plan(planner, photo)).plan();
  }

  /** Loads the variant that options choose, with the face detector, as far as memory allows. */
  public void load(Options options) {
    Planner planner = planning.planners(options).preferred();
    try (StyleCache.Lease lease = cache.lease(planner.key())) {
      lease.style().head();
    }
    if (options.faces() != Options.Faces.OFF && faces.available()) {
      FaceDetector unused = faces.detector();
    }
  }

  /** The number of pictures that wait for memory or for the networks. */
  public int waiting() {
    return networks.waiting() + pictures.waiting();
  }

  /** Resident bytes of the process with the native libraries loaded, before the first style. */
  private synchronized OptionalLong idleBytes() {
    if (idleBytes == null) {
      NativeLibraries.await();
      // The memory of a device's libraries belongs to no picture.
      Device unused = device.device();
      idleBytes = ResidentMemory.now();
    }
    return idleBytes;
  }

  @Override
  public void close() {
    NativeMemory.release(cache, faces);
  }
}
