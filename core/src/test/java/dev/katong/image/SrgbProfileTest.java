package dev.katong.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The profile that results are tagged with; {@code -Dkatong.srgb.write=FILE} writes it anew. */
class SrgbProfileTest {
  @Test
  void resource_isTheProfileByItsDefinition() throws IOException {
    String file = System.getProperty("katong.srgb.write", "");
    if (!file.isEmpty()) {
      Files.write(Path.of(file), IccProfiles.srgb());
    }
    try (InputStream in = PictureEncoder.class.getResourceAsStream("srgb.icc")) {
      assertThat(in).isNotNull().hasBinaryContent(IccProfiles.srgb());
    }
  }

  @Test
  void resource_forJavasColourManagement_isSrgb() {
    assertThat(ColourProfile.of(IccProfiles.srgb()))
        .hasValueSatisfying(profile -> assertThat(profile.isSrgb()).isTrue());
  }
}
