package dev.katong.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.TinyNetworks;
import dev.katong.image.Photo;
import dev.katong.memory.MemoryModel;
import dev.katong.network.Network;
import dev.katong.network.Precision;
import dev.katong.style.StyleManifest.HeadNetwork;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class StyleTest {
  private static final MemoryModel MODEL = new MemoryModel(1000, 10, 12);

  @Test
  void head_ofTheBackgroundsNetwork_isNotLoadedAgain() {
    for (String file : new String[] {"background.onnx", "copy.onnx"}) {
      try (Style style = Style.load(oneNetwork(file), 1)) {
        Style.Head head = style.head().orElseThrow();
        assertThat(head.network()).isSameAs(style.background());
        assertThat(head.size()).isEqualTo(96);
        assertThat(style.head().orElseThrow()).isSameAs(head);
      }
    }
  }

  @Test
  void head_ofItsOwnNetwork_isLoadedBeside() {
    try (Style style = Style.load(twoNetworks(), 1)) {
      assertThat(style.head().orElseThrow().network()).isNotSameAs(style.background());
    }
  }

  @Test
  void close_ofOneNetwork_closesItOnce() {
    Style style = Style.load(oneNetwork("background.onnx"), 1);
    Network network = style.head().orElseThrow().network();
    // A session that is closed twice throws.
    style.close();
    try (Photo photo = Photo.of(DrawnPortrait.draw(96, 96));
        Mat picture = photo.mat().clone()) {
      assertThatThrownBy(() -> network.run(picture)).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void needs_ofOneNetwork_countItOnce() {
    assertThat(needs(oneNetwork("background.onnx")).fixedBytes()).isEqualTo(1000);
    assertThat(needs(twoNetworks()).fixedBytes()).isEqualTo(2000);
  }

  private static StyleNeeds needs(StylePack pack) {
    return new StyleNeeds(
        pack.manifest(), StyleVariant.FULL, Precision.FP32, MODEL, Optional.of(MODEL));
  }

  private static StylePack twoNetworks() {
    return TinyNetworks.headPack("heads", 200, mask());
  }

  /** A pack whose head network is its background network, in that file or in a copy of it. */
  private static StylePack oneNetwork(String file) {
    StylePack pack = twoNetworks();
    StyleManifest two = pack.manifest();
    byte[] network = pack.file(two.background().file());
    HeadNetwork head = new HeadNetwork(file, two.background().sha256(), 96, "mask.png", null);
    Map<String, byte[]> files = new HashMap<>();
    files.put(two.background().file(), network);
    files.put(file, network);
    files.put("mask.png", mask());
    return new StylePack(
        new StyleManifest(
            two.format(),
            two.name(),
            two.description(),
            two.workingSize(),
            two.background(),
            head,
            two.license(),
            two.provenance()),
        files);
  }

  private static byte[] mask() {
    return new StyleStore(java.nio.file.Path.of("nowhere")).find("3d").file("mask.png");
  }
}
