package dev.katong.plan;

import dev.katong.image.PictureSize;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Tiling;
import dev.katong.style.StyleManifest.FrameNetwork;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tiles that are possible for a style's background network, by the facts known about it. */
public final class FrameTiling {
  /** Context of tiles that are blended, at least; pixels. */
  private static final int LEAST_BLEND = 32;

  /**
   * The pixels by which a frame is continued beyond its border, at most. Networks reach further (64
   * pixels), but what they draw at the border gets hardly better with more (docs/pictures.md), and
   * each pixel costs time.
   */
  private static final int MOST_MARGIN = 32;

  /**
   * Exact tiles are no larger than this, whatever the memory: beyond it the time for a pixel rises
   * with the tile, by more than halos cost, and so does the memory.
   */
  private static final long MOST_PIXELS = (2048 + 2 * MOST_MARGIN) * (2048 + 2 * MOST_MARGIN);

  private final int multipleOf;
  private final Tiling tiling;
  private final int step;
  private final int halo;
  private final int scale;
  private final int margin;
  private final @Nullable PictureSize window;

  /**
   * Creates the tiling of a network. One of which nothing is known gets the whole frame.
   *
   * @param continued true if frames are continued beyond their border, as far as the network's
   *     pixels reach; not for networks of one size
   */
  FrameTiling(FrameNetwork network, boolean continued) {
    NetworkFacts facts = network.facts();
    this.multipleOf = network.multipleOf();
    this.tiling = facts == null ? Tiling.WHOLE : facts.tiling();
    this.step = facts == null ? 1 : facts.step();
    this.scale = facts == null ? 1 : facts.scale();
    this.window = facts == null ? null : facts.window();
    this.halo =
        facts == null
            ? 0
            : tiling == Tiling.BLENDED && window == null
                ? Math.max(facts.halo(), leastBlend())
                : facts.halo();
    this.margin = continued && window == null ? margin(facts) : 0;
  }

  private int margin(@Nullable NetworkFacts facts) {
    int reach = facts == null || tiling == Tiling.WHOLE ? MOST_MARGIN : Math.min(MOST_MARGIN, halo);
    return (reach + step - 1) / step * step;
  }

  private int leastBlend() {
    return (LEAST_BLEND + step - 1) / step * step;
  }

  Tiling tiling() {
    return tiling;
  }

  /** The factor by which the network's picture is wider and higher than the frame. */
  int scale() {
    return scale;
  }

  /** True if the network takes one size only, so that larger frames are always cut. */
  public boolean isOfOneSize() {
    return window != null;
  }

  /** The size that the network gets: with its margins, and padded to what it takes. */
  PictureSize padded(PictureSize frame) {
    return window == null
        ? new PictureSize(frame.width() + 2 * margin, frame.height() + 2 * margin)
            .roundedUpTo(multipleOf)
        : new PictureSize(
            Math.max(frame.width(), window.width()), Math.max(frame.height(), window.height()));
  }

  /**
   * The cut with the least work whose windows have at most {@code mostPixels}; empty if there is
   * none.
   *
   * @param padded as {@link #padded} gives it
   */
  Optional<TileGrid> within(PictureSize padded, long mostPixels) {
    return cut(padded, mostPixels).map(grid -> grid.around(margin));
  }

  private Optional<TileGrid> cut(PictureSize padded, long mostPixels) {
    if (window != null) {
      return Optional.of(TileGrid.ofWindows(padded, window, halo))
          .filter(grid -> grid.window().pixels() <= mostPixels);
    }
    return switch (tiling) {
      case EXACT -> TileGrid.within(padded, halo, step, Math.min(mostPixels, MOST_PIXELS));
      case BLENDED -> TileGrid.within(padded, halo, step, mostPixels);
      case WHOLE ->
          Optional.of(TileGrid.whole(padded)).filter(whole -> padded.pixels() <= mostPixels);
    };
  }

  /** The pixels of the smallest windows for which there is a cut. */
  long leastPixels(PictureSize padded) {
    if (window != null) {
      return window.pixels();
    }
    return tiling == Tiling.WHOLE
        ? padded.pixels()
        : Math.min(padded.pixels(), TileGrid.leastPixels(padded, halo, step));
  }

  /** A cut with windows of at most half the pixels; empty if there is none. */
  public Optional<TileGrid> smaller(TileGrid grid) {
    return within(grid.frame(), grid.window().pixels() / 2);
  }
}
