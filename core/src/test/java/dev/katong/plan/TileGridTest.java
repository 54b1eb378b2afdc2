package dev.katong.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.image.PictureSize;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TileGridTest {

  @Property
  void cut_ofAnySide_coversItWithContext(
      @ForAll @IntRange(min = 1, max = 3000) int cells,
      @ForAll @IntRange(min = 1, max = 40) int count,
      @ForAll @IntRange(min = 0, max = 8) int halos,
      @ForAll @IntRange(min = 1, max = 16) int step) {
    int length = cells * step;
    int halo = halos * step;
    if (cells < 2 * halos + count) {
      return;
    }
    TileAxis axis = TileAxis.cut(length, count, halo, step);
    assertThat(axis.coreStart(0)).isZero();
    assertThat(axis.coreEnd(count - 1)).isEqualTo(length);
    for (int i = 0; i < count; i++) {
      int origin = axis.origin(i);
      int end = origin + axis.window();
      assertThat(origin).isBetween(0, length - axis.window());
      assertThat(origin % step).isZero();
      assertThat(axis.coreStart(i) % step).isZero();
      assertThat(axis.coreEnd(i)).isGreaterThan(axis.coreStart(i));
      assertThat(axis.coreStart(i) - origin)
          .as("context before")
          .isGreaterThanOrEqualTo(origin == 0 ? 0 : halo);
      assertThat(end - axis.coreEnd(i))
          .as("context after")
          .isGreaterThanOrEqualTo(end == length ? 0 : halo);
    }
  }

  @Property
  void cut_ofAnySide_hasTheShortestWindows(
      @ForAll @IntRange(min = 100, max = 3000) int cells,
      @ForAll @IntRange(min = 2, max = 20) int count,
      @ForAll @IntRange(min = 0, max = 2) int halos) {
    TileAxis axis = TileAxis.cut(cells, count, halos, 1);
    int shorter = axis.window() - 1;
    assertThat(count * (shorter - 2 * halos) + 2 * halos)
        .as("what windows that are one pixel shorter would cover")
        .isLessThan(cells);
  }

  @Property
  void within_anyFrame_keepsToTheLimit(
      @ForAll @IntRange(min = 1, max = 800) int columns,
      @ForAll @IntRange(min = 1, max = 800) int rows,
      @ForAll @IntRange(min = 1, max = 2_000_000) int maxPixels) {
    PictureSize frame = new PictureSize(columns * 16, rows * 16);
    Optional<TileGrid> grid = TileGrid.within(frame, 64, 4, maxPixels);
    long least = Math.min(frame.pixels(), TileGrid.leastPixels(frame, 64, 4));
    assertThat(grid.isPresent()).isEqualTo(maxPixels >= least);
    grid.ifPresent(
        cut -> {
          assertThat(cut.window().pixels()).isLessThanOrEqualTo(maxPixels);
          assertThat(cut.isWhole()).isEqualTo(frame.pixels() <= maxPixels);
        });
  }

  @Test
  void within_largeFrame_hasTheLeastWork() {
    TileGrid grid = TileGrid.within(new PictureSize(4000, 3008), 64, 4, 870_000).orElseThrow();
    double work = (double) grid.work() / grid.frame().pixels();
    assertThat(work).as("against a square of 690 pixels, 1.5").isBetween(1.0, 1.36);
  }

  @Test
  void within_halfThePixels_isSmaller() {
    TileGrid grid = TileGrid.within(new PictureSize(2048, 2048), 64, 4, 1_000_000).orElseThrow();
    TileGrid half = TileGrid.within(grid.frame(), 64, 4, grid.window().pixels() / 2).orElseThrow();
    assertThat(half.window().pixels()).isLessThanOrEqualTo(grid.window().pixels() / 2);
    assertThat(half.count()).isGreaterThan(grid.count());
  }
}
