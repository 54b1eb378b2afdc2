package dev.katong.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.cli.fixture.KatongCommand;
import dev.katong.cli.fixture.Pictures;
import dev.katong.fixture.TinyNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FacesCommandTest {
  @TempDir private Path folder;

  @Test
  void import_ofAnotherNetwork_saysWhatIsNeeded() throws IOException {
    KatongCommand katong = new KatongCommand(folder.resolve("home"));
    Files.write(folder.resolve("net.onnx"), TinyNetworks.negative());
    Files.writeString(folder.resolve("text.onnx"), "no network");
    for (String file : new String[] {"net.onnx", "text.onnx", "missing.onnx"}) {
      assertThat(katong.run("faces", "import", folder.resolve(file)).failed(4).err())
          .contains(file);
    }
    assertThat(folder.resolve("home")).doesNotExist();
  }

  @Test
  void cartoonize_withADamagedDetector_failsUnlessFacesAreOff() throws IOException {
    KatongCommand katong = new KatongCommand(folder.resolve("home"));
    Path photo = Pictures.portrait(folder.resolve("photo.png"));
    Files.createDirectories(folder.resolve("home/faces"));
    Files.writeString(folder.resolve("home/faces/yunet.onnx"), "no network");
    assertThat(katong.run("cartoonize", photo).failed(4).err()).contains("yunet.onnx");
    katong.run("cartoonize", photo, "--faces", "off").ok();
  }
}
