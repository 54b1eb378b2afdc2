package dev.katong.plan;

import dev.katong.KatongException;
import dev.katong.KatongException.OverBudget;
import dev.katong.Options;
import dev.katong.Plan;
import dev.katong.Resources;
import dev.katong.image.Photo;
import dev.katong.image.PhotoSource;
import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import dev.katong.image.PictureSize;
import dev.katong.memory.MachineMemory;
import dev.katong.memory.MemoryModel;
import dev.katong.memory.MemorySize;
import dev.katong.network.Device;
import dev.katong.network.Tiling;
import dev.katong.style.StyleKey;
import dev.katong.style.StyleManifest.HeadNetwork;
import dev.katong.style.StyleNeeds;
import dev.katong.tone.StyleFinish;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan of one picture: the cut into tiles with the least work whose networks stay inside
 * the budget, and what all of it will take.
 *
 * <p>A network takes {@code fixedBytes + bytesPerPixel · pixels}; the pictures are counted buffer
 * by buffer. The peak is the largest sum of what lives at once while the photo is decoded, fitted,
 * drawn, and brought to the result's size. On a device with memory of its own the budget is of
 * that, and the peak, which is the machine's, is without the networks.
 */
public final class Planner {
  /**
   * The memory that a process takes for its first picture, whatever the style: the engine's own
   * state, the face detector, Java code and heap. Measured with the command on Linux.
   */
  private static final long PROCESS_BYTES = 22L << 20;

  /** The original pipeline draws the ten largest faces. */
  private static final int MOST_HEADS = 10;

  /**
   * The memory at the time of planning.
   *
   * @param machine its memory
   * @param device the memory that networks take there; null where they take the machine's
   * @param others bytes of other loaded styles that cannot be unloaded
   * @param styles bytes that the loaded styles have taken already
   * @param picture bytes that this picture has taken already
   */
  public record Situation(
      MachineMemory machine,
      @Nullable DeviceShare device,
      long others,
      long styles,
      long picture) {}

  /**
   * The memory of a device that has its own.
   *
   * @param share the default budget of the networks, in bytes
   * @param free the free memory now, in bytes
   */
  public record DeviceShare(long share, long free) {}

  private final StyleNeeds style;
  private final FrameTiling tiling;
  private final Options options;
  private final Resources resources;
  private final Device device;

  public Planner(StyleNeeds style, Options options, Resources resources, Device device) {
    this.style = style;
    this.tiling =
        new FrameTiling(
            style.manifest().background(), options.composition() == Options.Composition.FITTED);
    this.options = options;
    this.resources = resources;
    this.device = device;
  }

  /** The style and variant that are planned for. */
  public StyleKey key() {
    return new StyleKey(options.style(), style.variant());
  }

  /** The tiles that the style's frames may have. */
  public FrameTiling tiling() {
    return tiling;
  }

  /**
   * The short side that the decoded photo needs; with a larger one nothing is won.
   *
   * @param photo the photo's own size
   */
  public int shortSideNeeded(PictureSize photo) {
    int needed = view(photo).shortSide();
    if (options.detail() != Options.Detail.PLAIN || options.strength() < 1) {
      needed = Math.max(needed, options.resultSize(photo).shortSide());
    }
    return needed;
  }

  /** Makes the plan of a photo that is not decoded yet. */
  public Plan plan(PhotoSource source, Situation now) {
    int shortSide = shortSideNeeded(source.size());
    return plan(
        source.size(),
        source.sizeAtLeast(shortSide),
        source.decodePeakBytes(shortSide),
        source.mayBeTransparent(),
        now);
  }

  /**
   * Makes the plan.
   *
   * @param photo the photo's own size
   * @param decoded the size at which it is decoded
   * @param decodePeak peak bytes of decoding; 0 if that is over
   * @param transparent true if parts of the photo are transparent
   * @throws OverBudget if there is no way to draw the picture inside the budget
   */
  public Plan plan(
      PictureSize photo, PictureSize decoded, long decodePeak, boolean transparent, Situation now) {
    ImageMemoryEstimate pictures = pictures(photo, decoded, transparent);
    PictureSize frame = pictures.frame();
    DeviceShare apart = now.device();
    long budget = budget(now, pictures);
    long fixed = now.others() + style.fixedBytes();
    long free = (budget - fixed) / resources.together();
    TileGrid grid = grid(frame, free, fixed, budget, apart != null);
    long tile = grid.window().pixels();
    int batch = headBatch(tile, free);
    long networks = networkBytes(grid, batch, now);
    long loaded = apart == null ? fixed : 0;
    long atWork =
        (apart == null ? networks - fixed : 0) + pictures.whileDrawing() + tilePictures(grid);
    long peak =
        PROCESS_BYTES + loaded + Math.max(Math.max(atWork, decodePeak), pictures.withoutNetworks());
    return new Plan(
        style.manifest().name(),
        device.label(),
        style.variant(),
        style.precision(),
        pictures.view(),
        frame,
        pictures.result(),
        tiling.tiling(),
        grid,
        batch,
        budget,
        networks,
        peak);
  }

  /** The bytes of a tile and the network's picture of it; none where the frame itself is drawn. */
  private long tilePictures(TileGrid grid) {
    boolean apart = !grid.isWhole() || grid.margin() > 0;
    return apart
        ? ImageMemoryEstimate.bytes(grid.window())
            + ImageMemoryEstimate.bytes(grid.window().times(tiling.scale()))
        : 0;
  }

  /** The bytes of the networks, loaded and running. */
  private long networkBytes(TileGrid grid, int headBatch, Situation now) {
    long run =
        Math.max(
            style.background().ofRun(grid.window().pixels()), headBatch == 1 ? headBytes() : 0);
    return now.others() + style.fixedBytes() + resources.together() * run;
  }

  /**
   * True if the memory now allows a plan that was made earlier for the same photo.
   *
   * @throws OverBudget if the networks use a card and even the pictures do not fit into the
   *     machine's memory
   */
  public boolean allows(
      Plan plan, PictureSize photo, PictureSize decoded, boolean transparent, Situation now) {
    return networkBytes(plan.grid(), plan.headBatch(), now)
        <= budget(now, pictures(photo, decoded, transparent));
  }

  /**
   * The peak memory of a photo that is not decoded yet, without the networks.
   *
   * @param format of the file that will be made; empty for none
   */
  public MemoryDemand demand(PhotoSource source, Optional<PictureFormat> format, boolean alone) {
    int shortSide = shortSideNeeded(source.size());
    ImageMemoryEstimate pictures =
        pictures(source.size(), source.sizeAtLeast(shortSide), source.mayBeTransparent());
    long drawing = Math.max(pictures.whileDrawing(), pictures.withoutNetworks());
    long finished = finishedBytes(pictures, format);
    return new MemoryDemand(
        Math.max(source.decodePeakBytes(shortSide), Math.max(drawing, finished)),
        Math.max(source.decodeHeapBytes(), options.keepsExif() ? source.exifHeapBytes() : 0),
        alone);
  }

  /** The same for a decoded photo, without the photo itself. */
  public MemoryDemand demand(Photo photo, Optional<PictureFormat> format) {
    PictureSize decoded = PictureSize.of(photo.mat());
    ImageMemoryEstimate pictures =
        pictures(photo.fullSize(), decoded, photo.transparency().isPresent());
    long most =
        Math.max(
            Math.max(pictures.whileDrawing(), pictures.withoutNetworks()),
            finishedBytes(pictures, format));
    return new MemoryDemand(Math.max(0, most - ImageMemoryEstimate.bytes(decoded)), 0, false);
  }

  /** The memory of a finished cartoon until it is closed, encoding included. */
  public static long finishedBytes(
      PictureSize result, boolean transparent, Optional<PictureFormat> format) {
    return ImageMemoryEstimate.whileEncoding(result, transparent)
        + format
            .map(it -> PictureEncoder.encodePeakBytes(result.width(), result.height(), it))
            .orElse(0L);
  }

  private static long finishedBytes(ImageMemoryEstimate pictures, Optional<PictureFormat> format) {
    return finishedBytes(pictures.result(), pictures.transparent(), format);
  }

  private ImageMemoryEstimate pictures(
      PictureSize photo, PictureSize decoded, boolean transparent) {
    PictureSize view = view(photo);
    PictureSize result = options.resultSize(photo);
    PictureSize frame = options.detail() == Options.Detail.NETWORK ? result : view;
    PictureSize canvas = frame.times(tiling.scale());
    return new ImageMemoryEstimate(
        decoded,
        view,
        frame,
        canvas,
        result,
        options.strength() < 1,
        options.detail() == Options.Detail.PHOTO && result.pixels() > canvas.pixels(),
        finish(),
        transparent);
  }

  /** The finish of the pictures that are planned. */
  public StyleFinish finish() {
    return options.finishOf(style.manifest());
  }

  private PictureSize view(PictureSize photo) {
    return photo.withShortSideAtMost(style.manifest().workingSize());
  }

  /** The budget asked for, else a share; at most what the pictures leave. */
  private long budget(Situation now, ImageMemoryEstimate pictures) {
    if (now.device() != null) {
      return budget(now.device(), now, pictures);
    }
    long free =
        now.machine().availableBytes() + now.styles() + now.picture() - pictures.whileDrawing();
    return Math.min(resources.memory().orElse(now.machine().defaultBudget()), Math.max(0, free));
  }

  /** The same on a device with memory of its own, where no picture takes any of it. */
  private long budget(DeviceShare apart, Situation now, ImageMemoryEstimate pictures) {
    long machine = now.machine().availableBytes() + now.picture();
    if (pictures.whileDrawing() > machine) {
      throw new OverBudget(
          "the pictures take %s, and %s are free"
              .formatted(MemorySize.text(pictures.whileDrawing()), MemorySize.text(machine)),
          pictures.whileDrawing(),
          KatongException.Remedy.ASK_FOR_LESS);
    }
    return Math.min(resources.memory().orElse(apart.share()), apart.free() + now.styles());
  }

  private TileGrid grid(PictureSize frame, long room, long fixed, long budget, boolean apart) {
    PictureSize padded = tiling.padded(frame);
    Optional<TileGrid> grid = tiling.within(padded, style.background().pixelsWithin(room));
    long head = worstHeadBytes();
    if (grid.isEmpty() || head > room) {
      long tile = style.background().ofWorstRun(tiling.leastPixels(padded));
      long least = fixed + resources.together() * Math.max(head, tile);
      throw overBudget(least, frame, budget, apart);
    }
    return grid.get();
  }

  private OverBudget overBudget(long least, PictureSize frame, long budget, boolean apart) {
    // Rounded up, so that the number that the message names works.
    long megabytes = (least >> 20) + 1;
    String name = "the style '" + style.manifest().name() + "'";
    String why =
        tiling.tiling() == Tiling.WHOLE
            ? " (its network needs the whole frame of %s pixels at once)".formatted(frame.text())
            : "";
    boolean asked = resources.memory().isPresent() && resources.memory().getAsLong() == budget;
    if (asked) {
      return new OverBudget(
          "a budget of %s is too small for %s%s; the smallest that works is %d MB"
              .formatted(MemorySize.text(budget), name, why, megabytes),
          megabytes << 20,
          KatongException.Remedy.RAISE_BUDGET);
    }
    String free = apart ? "on " + device.label() : "for its networks";
    return new OverBudget(
        "%s needs %d MB%s, and %s are free %s"
            .formatted(name, megabytes, why, MemorySize.text(budget), free),
        megabytes << 20,
        apart ? KatongException.Remedy.FREE_DEVICE : KatongException.Remedy.ASK_FOR_LESS);
  }

  /**
   * The number of heads in one run: as many as take no more memory than one tile, so that a crowd
   * costs no memory.
   */
  private int headBatch(long tilePixels, long room) {
    if (headModel().isEmpty()) {
      return 0;
    }
    long most =
        Math.min(style.background().ofWorstRun(tilePixels), room) / Math.max(1, worstHeadBytes());
    return (int) Math.max(1, Math.min(MOST_HEADS, most));
  }

  private long headBytes() {
    return headModel().map(model -> model.ofRun(headPixels())).orElse(0L);
  }

  private long worstHeadBytes() {
    return headModel().map(model -> model.ofWorstRun(headPixels())).orElse(0L);
  }

  private Optional<MemoryModel> headModel() {
    return style.head().filter(model -> options.faces() != Options.Faces.OFF);
  }

  private long headPixels() {
    HeadNetwork head = style.manifest().head();
    return head == null ? 0 : (long) head.size() * head.size();
  }
}
