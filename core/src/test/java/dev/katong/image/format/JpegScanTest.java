package dev.katong.image.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JpegScanTest {
  /** Not a multiple of the units of 16 pixels. */
  private static final int WIDTH = 213;

  private static final int HEIGHT = 123;

  @ParameterizedTest
  @CsvSource({"false, 0.5", "false, 1", "true, 0.2", "true, 0.75", "true, 1"})
  void isWhole_ofAWholeFile_isTrue(boolean progressive, float quality) throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
      assertThat(isWhole(jpeg(type, progressive, quality))).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void isWhole_withoutSomeBytes_isFalse(boolean progressive) throws IOException {
    byte[] whole = jpeg(BufferedImage.TYPE_INT_RGB, progressive, 0.9F);
    for (int missing = 40; missing < whole.length / 2; missing += 997) {
      byte[] cut = new byte[whole.length - missing];
      System.arraycopy(whole, 0, cut, 0, cut.length - 2);
      System.arraycopy(whole, whole.length - 2, cut, cut.length - 2, 2);
      assertThat(isWhole(cut)).as("%d bytes are missing", missing).isFalse();
    }
  }

  @Test
  void isWhole_betweenTwoScans_takesNoOtherBytes() throws IOException {
    byte[] whole = jpeg(BufferedImage.TYPE_INT_RGB, true, 0.9F);
    byte[] longer = new byte[whole.length + 1];
    System.arraycopy(whole, 0, longer, 0, whole.length - 2);
    longer[whole.length - 1] = whole[whole.length - 2];
    longer[whole.length] = whole[whole.length - 1];
    assertThat(isWhole(longer)).isFalse();
  }

  private static boolean isWhole(byte[] file) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(file.length);
    bytes.put(file).flip();
    return JpegScan.isWhole(bytes);
  }

  /** A picture of noise, fine and coarse, so that codes of all lengths come up. */
  private static byte[] jpeg(int type, boolean progressive, float quality) throws IOException {
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, type);
    Random random = new Random(1);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        picture.setRGB(x, y, x * 0x10101 ^ random.nextInt(1 << 24) % (1 + y * 0x1f0f07));
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam form = writer.getDefaultWriteParam();
    if (progressive) {
      form.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    form.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    form.setCompressionQuality(quality);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(picture, null, null), form);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
