package dev.katong.forge.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DctNetFolderTest {
  @TempDir private Path folder;

  @Test
  void of_newNames_findsAllThree() throws IOException {
    make("cartoon_bg.pb", "cartoon_h.pb", "alpha.jpg");

    assertThat(DctNetFolder.of(folder))
        .isEqualTo(
            new DctNetFolder(
                folder.resolve("cartoon_bg.pb"),
                folder.resolve("cartoon_h.pb"),
                folder.resolve("alpha.jpg")));
  }

  @Test
  void of_olderNames_findsAllThree() throws IOException {
    make("cartoon_anime_bg.pb", "cartoon_anime_h.pb", "alpha.jpg");

    assertThat(DctNetFolder.of(folder).head()).isEqualTo(folder.resolve("cartoon_anime_h.pb"));
  }

  @Test
  void of_noMask_saysWhatIsMissing() throws IOException {
    make("cartoon_bg.pb", "cartoon_h.pb");

    assertThatThrownBy(() -> DctNetFolder.of(folder))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("lacks alpha.jpg");
  }

  @Test
  void of_anotherFolder_saysWhatToName() throws IOException {
    make("holiday.jpg");

    assertThatThrownBy(() -> DctNetFolder.of(folder))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("is not a DCT-Net model folder")
        .hasMessageContaining("cartoon_bg.pb");
  }

  @Test
  void of_missingFolder_saysSo() {
    assertThatThrownBy(() -> DctNetFolder.of(folder.resolve("nowhere")))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("nowhere");
  }

  private void make(String... names) throws IOException {
    for (String name : names) {
      Files.writeString(folder.resolve(name), name);
    }
  }
}
