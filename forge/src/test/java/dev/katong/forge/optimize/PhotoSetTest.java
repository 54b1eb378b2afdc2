package dev.katong.forge.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadPhoto;
import dev.katong.fixture.DrawnPortrait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoSetTest {
  @TempDir private Path folder;

  @Test
  void of_aFolder_holdsOneOfFourOut() throws IOException {
    for (int i = 0; i < 9; i++) {
      photo("p" + i + ".png", 130);
    }
    PhotoSet photos = PhotoSet.of(folder);
    assertThat(photos.validation())
        .containsExactly(folder.resolve("p1.png"), folder.resolve("p5.png"));
    assertThat(photos.training()).hasSize(7).doesNotContainAnyElementsOf(photos.validation());
    assertThat(photos.skipped()).isEmpty();
  }

  @Test
  void of_aFolderWithOtherFiles_leavesThemOutAndSaysSo() throws IOException {
    photo("a.png", 130);
    photo("b.png", 130);
    photo("c.png", 130);
    photo("small.png", 100);
    Files.writeString(folder.resolve("broken.jpg"), "no photo");
    Files.writeString(folder.resolve("readme.txt"), "no photo either");
    PhotoSet photos = PhotoSet.of(folder);
    assertThat(photos.training()).containsExactly(folder.resolve("a.png"), folder.resolve("c.png"));
    assertThat(photos.validation()).containsExactly(folder.resolve("b.png"));
    assertThat(photos.skipped()).hasSize(2).allMatch(note -> note.endsWith("left out"));
    assertThat(photos.skipped().get(0)).contains("broken.jpg");
    assertThat(photos.skipped().get(1)).contains("small.png is smaller than 128 pixels");
  }

  @Test
  void of_tooFewPhotos_saysHowManyAreNeeded() throws IOException {
    assertThatThrownBy(() -> PhotoSet.of(folder))
        .isInstanceOf(BadPhoto.class)
        .hasMessageContaining("holds 0 usable photos; 3 are needed");
    photo("a.png", 130);
    assertThatThrownBy(() -> PhotoSet.of(folder)).hasMessageContaining("holds 1 usable photos;");
    assertThatThrownBy(() -> PhotoSet.of(folder.resolve("nowhere")))
        .isInstanceOf(BadPhoto.class)
        .hasMessageContaining("nowhere does not exist; name a folder of photos");
    assertThatThrownBy(() -> PhotoSet.of(folder.resolve("a.png")))
        .hasMessageContaining("a.png is not a folder");
  }

  @Property(tries = 50)
  void some_ofAList_areSpreadOverIt(
      @ForAll @IntRange(min = 1, max = 200) int count,
      @ForAll @IntRange(min = 1, max = 20) int most) {
    var photos = IntStream.range(0, count).mapToObj(i -> Path.of("" + i)).toList();
    var some = PhotoSet.some(photos, most);
    assertThat(some).hasSize(Math.min(count, most)).doesNotHaveDuplicates();
    assertThat(photos).containsSubsequence(some);
    int last = photos.indexOf(some.get(some.size() - 1));
    assertThat(last).isGreaterThanOrEqualTo(count - (count + most - 1) / most);
  }

  private void photo(String name, int side) throws IOException {
    ImageIO.write(DrawnPortrait.drawLandscape(side, side), "png", folder.resolve(name).toFile());
  }
}
