package dev.katong.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadPhoto;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PhotoSplitTest {
  @Test
  void of_photos_holdsOutEveryTenth() {
    PhotoSplit set = PhotoSplit.of(photos(40));

    assertThat(set.held()).hasSize(4).contains(Path.of("photo0003.jpg"));
    assertThat(set.learnt()).hasSize(36).doesNotContainAnyElementsOf(set.held());
  }

  @Test
  void of_anyOrder_holdsOutTheSame() {
    List<Path> backwards = photos(30).stream().sorted(java.util.Comparator.reverseOrder()).toList();

    assertThat(PhotoSplit.of(backwards)).isEqualTo(PhotoSplit.of(photos(30)));
  }

  @Test
  void of_veryMany_takesSomeFromEverywhere() {
    PhotoSplit set = PhotoSplit.of(photos(5000));

    assertThat(set.learnt().size() + set.held().size()).isEqualTo(500);
    assertThat(set.learnt()).contains(Path.of("photo0000.jpg"), Path.of("photo4990.jpg"));
  }

  @Test
  void of_tooFew_saysHowManyAreNeeded() {
    assertThatThrownBy(() -> PhotoSplit.of(photos(3)))
        .isInstanceOf(BadPhoto.class)
        .hasMessageContaining("there are 3 photos")
        .hasMessageContaining("at least 4");
  }

  private static List<Path> photos(int count) {
    return IntStream.range(0, count).mapToObj(i -> Path.of("photo%04d.jpg".formatted(i))).toList();
  }
}
