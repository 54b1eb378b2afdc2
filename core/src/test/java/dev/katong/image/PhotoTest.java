package dev.katong.image;

import static dev.katong.fixture.PictureAssert.psnr;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadPhoto;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PhotoTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void decode_ofWhatWasEncoded_isThePicture(PictureFormat format) {
    try (Photo portrait = Photo.of(DrawnPortrait.draw(97, 131));
        Photo decoded =
            Photo.decode(PictureEncoder.encode(portrait.mat(), format, 95), "portrait")) {
      PictureAssert.assertThat(decoded.mat()).isCloseTo(portrait.mat(), psnr(35));
    }
  }

  @ParameterizedTest
  @CsvSource({"png", "bmp", "gif", "tif", "jpg"})
  void decode_ofJavasOwnFiles_isThePicture(String kind) throws IOException {
    BufferedImage flat = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 40; x++) {
        flat.setRGB(x, y, x < 20 ? 0xff0000 : 0x0000ff);
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    assertThat(ImageIO.write(flat, kind, file)).isTrue();
    try (Photo photo = Photo.decode(file.toByteArray(), "flat." + kind)) {
      PictureAssert.assertThat(photo.mat()).hasSize(40, 30);
      assertThat(photo.mat().ptr(15, 5).getUnsigned(2)).as("red").isGreaterThan(240);
      assertThat(photo.mat().ptr(15, 35).getUnsigned(0)).as("blue").isGreaterThan(240);
    }
  }

  @Test
  void decode_ofTransparency_showsWhite() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, new Color(200, 10, 10, 0).getRGB());
    image.setRGB(1, 0, new Color(0, 0, 0, 127).getRGB());
    try (Photo photo = Photo.decode(png(image), "glass.png")) {
      assertThat(photo.mat().ptr(0, 0).getUnsigned(0)).isEqualTo(255);
      assertThat(photo.mat().ptr(0, 1).getUnsigned(0)).isEqualTo(128);
    }
  }

  @Test
  void decode_of16Bits_isScaledNotClipped() throws IOException {
    BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    grey.getRaster().setPixel(0, 0, new int[] {32896});
    grey.getRaster().setPixel(1, 0, new int[] {65535});
    try (Photo photo = Photo.decode(png(grey), "deep.png")) {
      assertThat(photo.mat().ptr(0, 0).getUnsigned(0)).isEqualTo(128);
      assertThat(photo.mat().ptr(0, 1).getUnsigned(0)).isEqualTo(255);
    }
  }

  @Test
  void decode_ofEmptyFile_saysSo() {
    assertThatThrownBy(() -> Photo.decode(new byte[0], "nothing.jpg"))
        .isInstanceOf(BadPhoto.class)
        .hasMessage("nothing.jpg is empty; there is no photo in it");
  }

  @Test
  void decode_ofText_saysWhatToUse() {
    assertThatThrownBy(() -> Photo.decode("hello, world, this is text".getBytes(UTF_8), "text.jpg"))
        .isInstanceOf(BadPhoto.class)
        .hasMessageContaining("text.jpg is not a photo");
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void decode_ofCutOffFile_isAnErrorWhereverItIsCut(PictureFormat format) {
    try (Photo portrait = Photo.of(DrawnPortrait.draw(160, 120))) {
      byte[] whole = PictureEncoder.encode(portrait.mat(), format, 90);
      for (int length = 1; length < whole.length - 1000; length += 997) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> Photo.decode(cut, "cut").close())
            .as("%d of %d bytes", length, whole.length)
            .isInstanceOf(BadPhoto.class)
            .hasMessageStartingWith("cut is ");
      }
    }
  }

  @Test
  void decode_ofTooManyPixels_isRefusedByTheHeader() {
    byte[] header =
        HexFormat.of()
            .parseHex(
                "89504e470d0a1a0a" + "0000000d" + "49484452" + "0000ffff0000ffff" + "0802000000");
    assertThatThrownBy(() -> Photo.decode(header, "bomb.png"))
        .isInstanceOf(BadPhoto.class)
        .hasMessage(
            "bomb.png has 65535×65535 pixels, 4295 megapixels; the limit is 100 megapixels");
  }

  @Test
  void decode_ofMissingFile_saysSo() {
    Path missing = folder.resolve("missing.jpg");
    assertThatThrownBy(() -> Photo.decode(missing))
        .isInstanceOf(BadPhoto.class)
        .hasMessage(missing + " does not exist");
  }

  @Test
  void decode_ofFolder_saysSo() {
    assertThatThrownBy(() -> Photo.decode(folder)).hasMessage(folder + " is a folder, not a photo");
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }
}
