package dev.katong;

import dev.katong.KatongException.OverBudget;
import dev.katong.memory.MachineMemory;
import dev.katong.memory.MemoryModel;
import dev.katong.memory.MemorySize;
import dev.katong.network.Engine;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.paint.TileGrid;
import dev.katong.photo.PhotoSource;
import dev.katong.photo.PictureSize;
import dev.katong.style.StyleManifest.HeadNetwork;
import dev.katong.style.StyleNeeds;
import java.util.Optional;

/**
 * Makes the plan of one picture: the cut into tiles with the least work whose networks stay inside
 * the budget, and what all of it will take.
 *
 * <p>A network takes {@code fixedBytes + bytesPerPixel · pixels}; the pictures are counted buffer
 * by buffer. The peak is the largest sum of what lives at once while the photo is decoded, fitted,
 * drawn, and brought to the result's size.
 */
final class Planner {
  /**
   * What a process takes for its first picture, whatever the style: the engine's own state, the
   * face detector, Java code and heap. Measured with the command on Linux.
   */
  private static final long PROCESS_BYTES = 38L << 20;

  /** The original pipeline draws the ten largest faces. */
  private static final int MOST_HEADS = 10;

  /** Context of tiles that are blended, at least; pixels. */
  private static final int LEAST_BLEND = 32;

  private static final int BYTES_OF_PIXEL = 3;

  /**
   * What there is when the plan is made.
   *
   * @param machine its memory
   * @param others bytes that other loaded styles take and that cannot be had
   * @param held bytes that the loaded styles and this picture have taken already
   */
  record Situation(MachineMemory machine, long others, long held) {}

  private final StyleNeeds style;
  private final Options options;
  private final Resources resources;

  Planner(StyleNeeds style, Options options, Resources resources) {
    this.style = style;
    this.options = options;
    this.resources = resources;
  }

  /**
   * The short side that the decoded photo needs; with a larger one nothing is won.
   *
   * @param photo the photo's own size
   */
  int shortSideNeeded(PictureSize photo) {
    int needed = view(photo).shortSide();
    if (options.detail() == Options.Detail.NETWORK || options.strength() < 1) {
      needed = Math.max(needed, result(photo).shortSide());
    }
    return needed;
  }

  /** Makes the plan of a photo that is not decoded yet. */
  Plan plan(PhotoSource source, Situation now) {
    int shortSide = shortSideNeeded(source.size());
    return plan(
        source.size(), source.sizeAtLeast(shortSide), source.decodePeakBytes(shortSide), now);
  }

  /**
   * Makes the plan.
   *
   * @param photo the photo's own size
   * @param decoded the size at which it is decoded
   * @param decodePeak bytes that decoding takes at its worst moment; 0 if that is over
   * @throws OverBudget if there is no way to draw the picture inside the budget
   */
  Plan plan(PictureSize photo, PictureSize decoded, long decodePeak, Situation now) {
    PictureSize view = view(photo);
    PictureSize result = result(photo);
    PictureSize frame = options.detail() == Options.Detail.NETWORK ? result : view;
    Pictures pictures = new Pictures(decoded, view, frame, result, options.strength() < 1);
    long budget = budget(now, pictures);
    long fixed = now.others() + style.fixedBytes();
    long room = budget - fixed;
    TileGrid grid = grid(frame, room, fixed, budget);
    long tile = grid.window().pixels();
    int batch = headBatch(tile, room);
    long networks = fixed + Math.max(style.background().ofRun(tile), batch > 1 ? 0 : headBytes());
    long atWork = networks - fixed + pictures.whileDrawing();
    long peak =
        PROCESS_BYTES
            + fixed
            + Math.max(
                Math.max(atWork, decodePeak),
                Math.max(pictures.whileFitting(), pictures.whileFinishing()));
    return new Plan(
        style.manifest().name(),
        Engine.device(),
        Precision.FP32,
        view,
        frame,
        result,
        tiling(),
        grid,
        batch,
        budget,
        networks,
        peak);
  }

  /** A cut with windows of at most half the pixels; empty if there is none. */
  Optional<TileGrid> smaller(TileGrid grid) {
    return tiling() == Tiling.WHOLE
        ? Optional.empty()
        : cut(grid.frame(), grid.window().pixels() / 2);
  }

  private PictureSize view(PictureSize photo) {
    return photo.withShortSideAtMost(style.manifest().workingSize());
  }

  private PictureSize result(PictureSize photo) {
    return options.resolution().isPresent()
        ? photo.withLongSide(options.resolution().getAsInt())
        : photo;
  }

  /** The budget asked for, else a share; no more than there is beside the pictures. */
  private long budget(Situation now, Pictures pictures) {
    long free = now.machine().availableBytes() + now.held() - pictures.whileDrawing();
    return Math.min(resources.memory().orElse(now.machine().defaultBudget()), Math.max(0, free));
  }

  private TileGrid grid(PictureSize frame, long room, long fixed, long budget) {
    PictureSize padded = frame.roundedUpTo(style.manifest().background().multipleOf());
    long most = style.background().pixelsWithin(room);
    Optional<TileGrid> grid =
        tiling() == Tiling.WHOLE
            ? Optional.of(TileGrid.whole(padded)).filter(whole -> padded.pixels() <= most)
            : cut(padded, most);
    long head = worstHeadBytes();
    if (grid.isEmpty() || head > room) {
      long pixels = tiling() == Tiling.WHOLE ? padded.pixels() : leastPixels(padded);
      throw overBudget(
          fixed + Math.max(head, style.background().ofWorstRun(pixels)), frame, budget);
    }
    return grid.get();
  }

  private Optional<TileGrid> cut(PictureSize padded, long mostPixels) {
    return TileGrid.within(padded, halo(), step(), mostPixels);
  }

  private long leastPixels(PictureSize padded) {
    return Math.min(padded.pixels(), TileGrid.leastPixels(padded, halo(), step()));
  }

  private OverBudget overBudget(long least, PictureSize frame, long budget) {
    // Rounded up, so that the number that the message names works.
    long megabytes = (least >> 20) + 1;
    String why =
        tiling() == Tiling.WHOLE
            ? " (its network needs the whole frame of %d×%d pixels at once)"
                .formatted(frame.width(), frame.height())
            : "";
    String what =
        resources.memory().isPresent() && resources.memory().getAsLong() == budget
            ? "a budget of " + MemorySize.text(budget) + " is too small"
            : "the "
                + MemorySize.text(budget)
                + " that are free beside the pictures are too little";
    return new OverBudget(
        "%s for the style '%s'%s; the smallest that works is --memory %dm"
            .formatted(what, style.manifest().name(), why, megabytes),
        megabytes << 20);
  }

  private Tiling tiling() {
    NetworkFacts facts = style.manifest().background().facts();
    return facts == null ? Tiling.WHOLE : facts.tiling();
  }

  private int step() {
    NetworkFacts facts = style.manifest().background().facts();
    return facts == null ? 1 : facts.step();
  }

  private int halo() {
    NetworkFacts facts = style.manifest().background().facts();
    if (facts == null) {
      return 0;
    }
    return facts.tiling() == Tiling.EXACT
        ? facts.halo()
        : Math.max(facts.halo(), (LEAST_BLEND + step() - 1) / step() * step());
  }

  /** As many heads at once as are no more work than one tile, so that a crowd costs no memory. */
  private int headBatch(long tilePixels, long room) {
    long one = worstHeadBytes();
    long most =
        one == 0 ? MOST_HEADS : Math.min(style.background().ofWorstRun(tilePixels), room) / one;
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

  /** The buffers of whole pictures that live at once, in bytes; one that is shared counts once. */
  private record Pictures(
      PictureSize decoded, PictureSize view, PictureSize frame, PictureSize result, boolean mixes) {

    long whileFitting() {
      long fittedFrame = frame.equals(decoded) || frame.equals(view) ? 0 : bytes(frame);
      return bytes(decoded) + (view.equals(decoded) ? 0 : bytes(view)) + fittedFrame;
    }

    long whileDrawing() {
      boolean kept = mixes || view.equals(decoded) || frame.equals(decoded);
      return whileFitting() - (kept ? 0 : bytes(decoded)) + bytes(frame);
    }

    long whileFinishing() {
      long fittedPhoto = result.equals(decoded) ? 0 : bytes(result);
      return bytes(frame)
          + (result.equals(frame) ? 0 : bytes(result))
          + (mixes ? bytes(decoded) + fittedPhoto : 0);
    }

    private static long bytes(PictureSize size) {
      return BYTES_OF_PIXEL * size.pixels();
    }
  }
}
