package dev.katong.pipeline;

import static dev.katong.network.Tiling.EXACT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.BORDER_REFLECT_101;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;

import dev.katong.Cancellation;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.fixture.TinyNetworks;
import dev.katong.image.Photo;
import dev.katong.image.PictureSize;
import dev.katong.memory.NativeMemory;
import dev.katong.network.Network;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Tiling;
import dev.katong.plan.TileAxis;
import dev.katong.plan.TileGrid;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

class FrameTest {
  private static final int MULTIPLE = 4;

  private static final StylePack BUILT_IN =
      new StyleStore(Path.of("nowhere")).find(StyleStore.COMIC);

  private static final Network NETWORK = Network.load(TinyNetworks.halving(7), "the network", 2);
  private static final Network COMIC =
      Network.load(BUILT_IN.file(BUILT_IN.manifest().background().file()), "comic", 2);

  @AfterContainer
  static void unload() {
    NativeMemory.release(NETWORK, COMIC);
  }

  /** Other shapes may choose other kernels, which may tip a rounding. */
  @Property(tries = 60)
  void paint_inExactTiles_isTheWholeFrame(
      @ForAll @IntRange(min = 40, max = 400) int width,
      @ForAll @IntRange(min = 40, max = 400) int height,
      @ForAll @IntRange(min = 1, max = 5) int columns,
      @ForAll @IntRange(min = 1, max = 5) int rows) {
    try (Photo photo = Photo.of(DrawnPortrait.draw(width, height));
        Mat whole = paint(photo, 1, 1, EXACT);
        Mat tiled = paint(photo, columns, rows, EXACT)) {
      PictureAssert.assertThat(tiled).differsAtMostBy(whole, 1);
    }
  }

  @Property(tries = 60)
  void paint_withAMarginInTiles_isTheContinuedFrameCutOff(
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll @IntRange(min = 1, max = 300) int height,
      @ForAll @IntRange(min = 0, max = 12) int steps,
      @ForAll @IntRange(min = 1, max = 5) int columns,
      @ForAll @IntRange(min = 1, max = 5) int rows,
      @ForAll Tiling tiling) {
    int margin = steps * MULTIPLE;
    PictureSize continued =
        new PictureSize(width + 2 * margin, height + 2 * margin).roundedUpTo(MULTIPLE);
    TileGrid grid = grid(continued.width(), continued.height(), columns, rows).around(margin);
    try (Photo photo = Photo.of(DrawnPortrait.draw(width, height));
        Mat larger = mirrored(photo.mat(), continued, margin);
        Mat drawn =
            Frame.draw(
                larger, NETWORK, TileGrid.whole(continued), EXACT, Cancellation.NEVER, done -> {});
        Rect place = new Rect(margin, margin, width, height);
        Mat expected = new Mat(drawn, place);
        Mat tiled =
            Frame.draw(photo.mat(), NETWORK, grid, tiling, Cancellation.NEVER, done -> {})) {
      if (margin > 0) {
        PictureAssert.assertThat(tiled).differsAtMostBy(expected, tiling == EXACT ? 1 : 2);
      }
      PictureAssert.assertThat(tiled).hasSize(width, height);
    }
  }

  private static Mat mirrored(Mat photo, PictureSize size, int margin) {
    Mat mirrored = new Mat();
    copyMakeBorder(
        photo,
        mirrored,
        margin,
        size.height() - margin - photo.rows(),
        margin,
        size.width() - margin - photo.cols(),
        BORDER_REFLECT_101);
    return mirrored;
  }

  @Property(tries = 20)
  void paint_ofTheBuiltInStyleInTiles_isTheWholeFrame(
      @ForAll @IntRange(min = 100, max = 400) int width,
      @ForAll @IntRange(min = 100, max = 400) int height,
      @ForAll @IntRange(min = 6_000, max = 60_000) int maxPixels) {
    NetworkFacts facts = Objects.requireNonNull(BUILT_IN.manifest().background().facts());
    PictureSize frame = new PictureSize(width, height).roundedUpTo(facts.step());
    TileGrid grid = TileGrid.within(frame, facts.halo(), facts.step(), maxPixels).orElse(null);
    if (grid == null) {
      return;
    }
    try (Photo photo = Photo.of(DrawnPortrait.draw(width, height));
        Mat whole =
            Frame.draw(
                photo.mat(), COMIC, TileGrid.whole(frame), EXACT, Cancellation.NEVER, done -> {});
        Mat tiled = Frame.draw(photo.mat(), COMIC, grid, EXACT, Cancellation.NEVER, done -> {})) {
      PictureAssert.assertThat(tiled).differsAtMostBy(whole, 1);
    }
  }

  @Property(tries = 20)
  void paint_inBlendedTiles_isCloseToTheWholeFrame(
      @ForAll @IntRange(min = 100, max = 300) int width,
      @ForAll @IntRange(min = 100, max = 300) int height) {
    try (Photo photo = Photo.of(DrawnPortrait.draw(width, height));
        Mat whole = paint(photo, 1, 1, Tiling.BLENDED);
        Mat tiled = paint(photo, 3, 2, Tiling.BLENDED)) {
      // Context is no less than for exact tiles, so that blending shows nothing but its rounding.
      PictureAssert.assertThat(tiled).differsAtMostBy(whole, 2);
    }
  }

  @Property(tries = 5)
  void paint_inTiles_tellsHowFarItIs(@ForAll @IntRange(min = 1, max = 4) int columns) {
    List<Double> told = new ArrayList<>();
    try (Photo photo = Photo.of(DrawnPortrait.draw(200, 100));
        Mat tiled =
            Frame.draw(
                photo.mat(),
                NETWORK,
                grid(200, 100, columns, 2),
                EXACT,
                Cancellation.NEVER,
                told::add)) {
      PictureAssert.assertThat(tiled).hasSize(200, 100);
      assertThat(told).hasSize(2 * columns).isSorted().endsWith(1.0);
    }
  }

  private static Mat paint(Photo photo, int columns, int rows, Tiling tiling) {
    TileGrid grid = grid(photo.width(), photo.height(), columns, rows);
    return Frame.draw(photo.mat(), NETWORK, grid, tiling, Cancellation.NEVER, done -> {});
  }

  private static TileGrid grid(int width, int height, int columns, int rows) {
    PictureSize padded = new PictureSize(width, height).roundedUpTo(MULTIPLE);
    int halo = TinyNetworks.HALVING_HALO;
    int step = TinyNetworks.HALVING_STRIDE;
    return new TileGrid(
        padded,
        TileAxis.cut(padded.width(), Math.min(columns, most(padded.width())), halo, step),
        TileAxis.cut(padded.height(), Math.min(rows, most(padded.height())), halo, step),
        halo);
  }

  private static int most(int length) {
    return Math.max(1, (length - 2 * TinyNetworks.HALVING_HALO) / 8);
  }
}
