package dev.katong.forge.style;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComicStyleTest {

  /** With {@code -Dkatong.builtin.write=FOLDER} the test writes the pack there first. */
  @Test
  void builtInStyle_isWhatThisCodeMakes(@TempDir Path empty) {
    String folder = System.getProperty("katong.builtin.write");
    if (folder != null) {
      new StyleStore(Path.of(folder)).add(ComicStyle.pack(), true);
    }
    StylePack builtIn = new StyleStore(empty).find(StyleStore.COMIC);
    StylePack made = ComicStyle.pack();
    assertThat(builtIn.manifest()).isEqualTo(made.manifest());
    assertThat(builtIn.file("background.onnx")).isEqualTo(made.file("background.onnx"));
  }
}
