package dev.katong.image.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadPhoto;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.image.Photo;
import dev.katong.image.PhotoFiles;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that would keep a decoder busy for minutes. */
class PngWorkTest {
  private static final int SIDE = 40;
  private static final byte[] PORTRAIT = PhotoFiles.encode(".png", DrawnPortrait.draw(SIDE, SIDE));

  @Test
  void isBounded_ofDataThatGoesOnAfterTheLastRow_isFalse() throws Exception {
    byte[] file = grey((byte) 0, 400L << 20);
    assertThat(file.length).isLessThan(500_000);
    assertThat(PngWork.isBounded(ByteBuffer.wrap(file))).isFalse();
    assertThatThrownBy(() -> Photo.decode(file, "the file"))
        .isInstanceOf(BadPhoto.class)
        .hasMessageStartingWith("the file is damaged");
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 1})
  void isBounded_ofDataThatEndsWithTheLastRow_isTrue(byte interlacing) throws Exception {
    byte[] file = grey(interlacing, 0);
    assertThat(PngWork.isBounded(ByteBuffer.wrap(file))).isTrue();
    try (Photo photo = Photo.decode(file, "the file")) {
      assertThat(photo.width()).isEqualTo(SIDE);
    }
  }

  /** As much compressed data as makes the end of the rows worth looking for. */
  @Test
  void isBounded_ofALargePhoto_isTrue() {
    byte[] noise = new byte[3 * 700 * 600];
    new Random(1).nextBytes(noise);
    try (Photo photo = Photo.of(DrawnPortrait.draw(700, 600))) {
      photo.mat().data().put(noise);
      byte[] file = PhotoFiles.encode(".png", photo.mat());
      assertThat(PngWork.isBounded(ByteBuffer.wrap(file))).isTrue();
      assertThat(PngWork.isBounded(ByteBuffer.wrap(file, 0, 1000).slice()))
          .as("what is cut off is for the decoder to find")
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zTXt", "iTXt"})
  void prepare_ofCompressedTexts_hidesThemFromDecoders(String type) throws Exception {
    byte[] file = PhotoFiles.withChunk(PORTRAIT, type, PhotoFiles.deflated(new byte[1 << 20]));
    byte[] checked = file.clone();
    PngChunks.prepare(ByteBuffer.wrap(checked));
    assertThat(new String(file, ISO_8859_1)).contains(type);
    assertThat(new String(checked, ISO_8859_1)).doesNotContain(type);
    try (Photo photo = Photo.decode(checked, "the file");
        Photo expected = Photo.decode(PORTRAIT, "the portrait")) {
      PictureAssert.assertThat(photo.mat()).differsAtMostBy(expected.mat(), 0);
    }
  }

  /** A grey square, and so many bytes more of the same stream. */
  private static byte[] grey(byte interlacing, long surplus) throws Exception {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(data, new Deflater(Deflater.BEST_COMPRESSION))) {
      out.write(new byte[2 * SIDE * SIDE]);
      byte[] zeros = new byte[1 << 20];
      for (long left = surplus; left > 0; left -= zeros.length) {
        out.write(zeros);
      }
    }
    byte[] empty = "\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1);
    byte[] header = {0, 0, 0, SIDE, 0, 0, 0, SIDE, 8, 0, 0, 0, interlacing};
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(empty);
    chunk(file, "IHDR", header);
    chunk(file, "IDAT", data.toByteArray());
    chunk(file, "IEND", new byte[0]);
    return file.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream file, String type, byte[] content) {
    byte[] whole =
        ByteBuffer.allocate(4 + content.length).put(type.getBytes(ISO_8859_1)).put(content).array();
    java.util.zip.CRC32 sum = new java.util.zip.CRC32();
    sum.update(whole);
    file.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    file.writeBytes(whole);
    file.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }
}
