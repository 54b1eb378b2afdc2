package dev.katong.image;

import static dev.katong.fixture.PictureAssert.psnr;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.katong.KatongException.BadPhoto;
import dev.katong.fixture.PictureAssert;
import dev.katong.image.PhotoCorpus.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The outcome for photos of all kinds; {@code docs/photos.md} has it as a table. */
class PhotoCorpusTest {
  private static final List<Sample> SAMPLES = PhotoCorpus.samples();
  private static final int KILOBYTE = 1024;

  static List<Sample> samples() {
    return SAMPLES;
  }

  static List<Sample> whole() {
    return SAMPLES.stream().filter(sample -> !sample.refused()).toList();
  }

  static List<Sample> refused() {
    return SAMPLES.stream().filter(Sample::refused).toList();
  }

  @ParameterizedTest
  @MethodSource("whole")
  void decode_ofAPhoto_showsWhatItShows(Sample sample) {
    try (PhotoSource source = PhotoSource.of(sample.file(), sample.name());
        Photo photo = source.decode()) {
      Kept.write(sample.name(), photo);
      PictureAssert.assertThat(photo.mat()).hasSize(source.width(), source.height());
      if (photo.transparency().isPresent()) {
        assertThat(source.mayBeTransparent()).isTrue();
      }
      try (Photo expected = Photo.of(Objects.requireNonNull(sample.expected()))) {
        PictureAssert.assertThat(photo.mat()).isCloseTo(expected.mat(), psnr(28));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void decode_ofNoPhoto_saysWhatItIsAndWhatToDo(Sample sample) {
    assertThatThrownBy(() -> Photo.decode(sample.file(), sample.name()).close())
        .isInstanceOf(BadPhoto.class)
        .hasMessageStartingWith(sample.name() + " ");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void decode_ofAFileCutAtEveryKilobyte_isAPhotoOrAnError(Sample sample) {
    for (int length = 0;
        length < Math.min(sample.file().length, 64 * KILOBYTE);
        length += KILOBYTE) {
      decodeOrRefuse(Arrays.copyOf(sample.file(), length));
    }
  }

  @Test
  void decode_ofAnything_leavesNothingOpen() {
    SAMPLES.forEach(sample -> decodeOrRefuse(sample.file()));
    long open = Pointer.totalCount();
    SAMPLES.forEach(sample -> decodeOrRefuse(sample.file()));
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(open);
  }

  private static void decodeOrRefuse(byte[] file) {
    Throwable thrown = catchThrowable(() -> Photo.decode(file, "photo").close());
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(BadPhoto.class).hasMessageStartingWith("photo ");
    }
  }

  @Test
  void documentation_hasTheTableOfWhatBecomesOfThem() throws IOException {
    String table = SAMPLES.stream().map(PhotoCorpusTest::row).collect(Collectors.joining("\n"));
    String asked = System.getProperty("katong.corpus.write", "");
    if (!asked.isEmpty()) {
      Files.writeString(Path.of(asked), table + "\n", UTF_8);
    }
    assertThat(Path.of("../docs/photos.md")).content(UTF_8).contains(table);
  }

  private static String row(Sample sample) {
    return "| `%s` | %s | %s |".formatted(sample.name(), sample.what(), outcome(sample));
  }

  private static String outcome(Sample sample) {
    try (PhotoSource source = PhotoSource.of(sample.file(), sample.name());
        Photo photo = source.decode()) {
      StringBuilder outcome = new StringBuilder("drawn, " + source.size().text());
      photo.transparency().ifPresent(own -> outcome.append(", with its transparency"));
      source.warnings().forEach(warning -> outcome.append("; *").append(warning).append("*"));
      return outcome.toString();
    } catch (BadPhoto e) {
      return "refused: “" + e.getMessage() + "”";
    }
  }
}
