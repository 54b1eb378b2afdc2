package dev.katong.forge.style;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.Cancellation;
import dev.katong.Options;
import dev.katong.fixture.PictureAssert;
import dev.katong.fixture.SharedFolder;
import dev.katong.image.Photo;
import dev.katong.image.PictureSize;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Tiling;
import dev.katong.pipeline.FinishOptions;
import dev.katong.pipeline.Pipeline;
import dev.katong.plan.TileGrid;
import dev.katong.style.Style;
import dev.katong.style.StylePack;
import java.util.Objects;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DCT-Net's styles in tiles of the halo that was derived from their graphs. */
@Tag("shared")
class TiledPicturesTest {
  private static final int SIZES = 2;
  private static final int LADDER = 2;

  @ParameterizedTest
  @ValueSource(strings = {"anime", "3d", "sketch", "design"})
  void painting_inTilesOfAnySize_isTheWholeFrame(String name) {
    StylePack pack = StyleImport.dctNet(SharedFolder.path("models", "dctnet", name), name);
    NetworkFacts facts = Objects.requireNonNull(pack.manifest().background().facts());
    assertThat(facts.tiling()).isEqualTo(Tiling.EXACT);
    assertThat(facts.stride()).isEqualTo(4);
    assertThat(facts.halo()).isEqualTo(64);
    Random random = new Random(name.hashCode());
    try (Style style = Style.load(pack, 2);
        Photo photo = Photo.decode(SharedFolder.path("golden", "group", "input.png"))) {
      for (int i = 0; i < SIZES; i++) {
        PictureSize size = new PictureSize(300 + random.nextInt(300), 260 + random.nextInt(300));
        PictureSize frame = size.roundedUpTo(16);
        try (Mat whole = paint(style, photo, size, TileGrid.whole(frame))) {
          for (int j = 1; j <= LADDER; j++) {
            long most = TileGrid.leastPixels(frame, 64, 4) + (long) random.nextInt(30_000) * j;
            TileGrid grid = TileGrid.within(frame, 64, 4, most).orElseThrow();
            try (Mat tiled = paint(style, photo, size, grid)) {
              PictureAssert.assertThat(tiled)
                  .as("%s in windows of %s", size.text(), grid.window().text())
                  .differsAtMostBy(whole, 1);
            }
          }
        }
      }
    }
  }

  private static Mat paint(Style style, Photo photo, PictureSize size, TileGrid grid) {
    Pipeline.Sizes sizes = new Pipeline.Sizes(size, size, size);
    try (Pipeline pipeline =
        new Pipeline(
            style,
            photo.mat(),
            sizes,
            Options.Composition.REFERENCE,
            FinishOptions.NONE,
            Cancellation.NEVER)) {
      pipeline.drawBackground(grid, Tiling.EXACT, done -> {});
      return pipeline.finish();
    }
  }
}
