package dev.katong.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.fixture.TinyNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TrialNetworkTest {
  /** With {@code -Dkatong.trial.write=FOLDER} it is written there. */
  @Test
  void resource_ofTheTrial_isWhatTheGeneratorWrites() throws IOException {
    String folder = System.getProperty("katong.trial.write");
    if (folder != null) {
      Files.write(Path.of(folder, DeviceTrial.NETWORK), TinyNetworks.sums());
      return;
    }
    assertThat(DeviceTrial.network()).isEqualTo(TinyNetworks.sums());
  }
}
