package dev.katong.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.katong.KatongException.BadPhoto;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Decodes whatever bytes there are. As a usual test it takes the files of the corpus; with {@code
 * JAZZER_FUZZ=1} in the environment Jazzer changes them, guided by what of the headers' code each
 * change reaches.
 */
class PhotoFuzzTest {
  /** Small, so that many files can be tried. */
  private static final PhotoLimits LIMITS = new PhotoLimits(400_000, 1 << 20);

  static Stream<byte[]> seeds() {
    return PhotoCorpus.samples().stream()
        .map(PhotoCorpus.Sample::file)
        .filter(file -> file.length < 200_000);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "20s")
  void decode_ofAnyBytes_isAPhotoOrAnError(byte[] file) {
    long open = Pointer.totalCount();
    try (PhotoSource source = PhotoSource.of(file, "photo", LIMITS);
        Photo photo = source.decodeAtLeast(16)) {
      assertThat(photo.width()).isPositive();
      assertThat(photo.fullWidth()).isEqualTo(source.width());
      assertThat(source.exif(true)).isNotNull();
    } catch (BadPhoto e) {
      assertThat(e).hasMessageStartingWith("photo ");
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(open);
  }
}
