package dev.katong.image.heif;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.katong.KatongException.BadPhoto;
import dev.katong.KatongException.Remedy;
import dev.katong.image.Photo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code core} alone has no decoder of tiles. */
class MissingDecoderTest {
  @ParameterizedTest
  @CsvSource({"heic,mif1,a HEIC", "mif1,heic,a HEIC", "avif,mif1,an AVIF", "mif1,miaf,a HEIF"})
  void decode_withoutADecoder_saysWhatIsMissing(String brand, String other, String kind) {
    byte[] file = ("\0\0\0\u0014ftyp" + brand + "\0\0\0\0" + other).getBytes(ISO_8859_1);

    BadPhoto failure =
        catchThrowableOfType(BadPhoto.class, () -> Photo.decode(file, "IMG_1.HEIC").close());

    assertThat(failure)
        .hasMessage("IMG_1.HEIC is %s photo; the decoder for those is not installed", kind);
    assertThat(failure.remedy()).contains(Remedy.ADD_HEIF_DECODER);
  }
}
