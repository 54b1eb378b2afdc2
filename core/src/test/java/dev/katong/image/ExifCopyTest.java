package dev.katong.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.imaging.bytesource.ByteSource;
import org.apache.commons.imaging.formats.tiff.TiffImageMetadata;
import org.apache.commons.imaging.formats.tiff.TiffImageParser;
import org.apache.commons.imaging.formats.tiff.TiffImagingParameters;
import org.apache.commons.imaging.formats.tiff.constants.ExifTagConstants;
import org.apache.commons.imaging.formats.tiff.constants.TiffTagConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExifCopyTest {
  private static final byte[] CAMERA = CameraExif.tiff(ByteOrder.LITTLE_ENDIAN);

  @ParameterizedTest
  @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
  void of_whatACameraWrote_keepsTheUsefulWithoutThePlace(String order) throws IOException {
    ByteOrder bytes = order.startsWith("L") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    byte[] copy = ExifCopy.of(CameraExif.tiff(bytes), false).orElseThrow();
    TiffImageMetadata found = read(copy);
    assertThat(found.getFieldValue(TiffTagConstants.TIFF_TAG_MODEL))
        .containsExactly(CameraExif.MODEL);
    assertThat(found.getFieldValue(ExifTagConstants.EXIF_TAG_DATE_TIME_ORIGINAL))
        .containsExactly("2026:11:22 09:30:00");
    assertThat(found.getFieldValue(ExifTagConstants.EXIF_TAG_ISO)).containsExactly((short) 200);
    assertThat(found.getGpsInfo()).isNull();
    assertThat(new String(copy, ISO_8859_1))
        .doesNotContain(CameraExif.SERIAL)
        .doesNotContain(CameraExif.NOTE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void of_aTurnedPhoto_isUpright(boolean withPlace) {
    assertThat(Orientation.ofExif(ByteBuffer.wrap(CAMERA)).tag()).isEqualTo(6);
    byte[] copy = ExifCopy.of(CAMERA, withPlace).orElseThrow();
    assertThat(Orientation.ofExif(ByteBuffer.wrap(copy)).tag()).isEqualTo(1);
  }

  @Test
  void of_whatACameraWrote_keepsThePlaceIfAsked() throws IOException {
    TiffImageMetadata found = read(ExifCopy.of(CAMERA, true).orElseThrow());
    assertThat(found.getGpsInfo()).isNotNull();
    assertThat(found.getGpsInfo().getLongitudeAsDegreesEast()).isCloseTo(103.905, within(1e-3));
    assertThat(found.getGpsInfo().getLatitudeAsDegreesNorth()).isCloseTo(1.305, within(1e-3));
  }

  @Property(tries = 500)
  void of_damagedExif_isACopyOrNothing(
      @ForAll @IntRange(max = 600) int place,
      @ForAll byte value,
      @ForAll @IntRange(max = 600) int length) {
    byte[] damaged = CAMERA.clone();
    damaged[place % damaged.length] = value;
    byte[] cut = Arrays.copyOf(damaged, Math.min(damaged.length, length + 8));
    ExifCopy.of(cut, true)
        .ifPresent(
            copy -> assertThat(Orientation.ofExif(ByteBuffer.wrap(copy)).tag()).isEqualTo(1));
  }

  private static TiffImageMetadata read(byte[] tiff) throws IOException {
    return (TiffImageMetadata)
        new TiffImageParser().getMetadata(ByteSource.array(tiff), new TiffImagingParameters());
  }
}
