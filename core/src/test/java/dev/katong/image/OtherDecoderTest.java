package dev.katong.image;

import static dev.katong.fixture.PictureAssert.psnr;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import dev.katong.fixture.PictureAssert;
import dev.katong.image.PhotoCorpus.Sample;
import dev.katong.image.format.PhotoHeader;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pixels are those of decoders of others: Java's own, and TwelveMonkeys' for WebP. */
class OtherDecoderTest {
  static List<Sample> plain() {
    return PhotoCorpus.whole().stream().filter(OtherDecoderTest::isPlain).toList();
  }

  /** True if its samples are its colours: others have tests of their own. */
  private static boolean isPlain(Sample sample) {
    PhotoHeader header = PhotoHeader.read(ByteBuffer.wrap(sample.file()), sample.name());
    return header.orientation().tag() == 1
        && header.attachments().profile() == null
        && !header.attachments().endMissing()
        && !header.cmyk()
        // Java ignores its alpha.
        && !sample.name().equals("alpha-mask.bmp");
  }

  @ParameterizedTest
  @MethodSource("plain")
  void decode_ofAPhoto_givesWhatOthersGive(Sample sample) throws IOException {
    ImageReader other = reader(sample);
    try (ImageInputStream in =
        ImageIO.createImageInputStream(new ByteArrayInputStream(sample.file()))) {
      other.setInput(in);
      BufferedImage picture = onWhite(read(other));
      try (Photo photo = Photo.decode(sample.file(), sample.name());
          Photo expected = Photo.of(picture)) {
        PictureAssert.assertThat(photo.mat()).isCloseTo(expected.mat(), psnr(38));
      }
    } finally {
      other.dispose();
    }
  }

  private static BufferedImage read(ImageReader other) throws IOException {
    try {
      return other.read(0);
    } catch (IIOException | IllegalArgumentException e) {
      return Assumptions.abort("the other decoder does not know the kind: " + e.getMessage());
    }
  }

  private static ImageReader reader(Sample sample) throws IOException {
    PhotoHeader header = PhotoHeader.read(ByteBuffer.wrap(sample.file()), sample.name());
    if (header.kind() == PhotoHeader.Kind.WEBP) {
      return new WebPImageReaderSpi().createReaderInstance();
    }
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(header.kind().label());
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (String.valueOf(reader.getClass().getModule().getName()).equals("java.desktop")) {
        return reader;
      }
    }
    throw new AssertionError("Java has no decoder for " + header.kind());
  }

  /** By hand: Java takes the numbers of grey pictures for linear light. */
  private static BufferedImage onWhite(BufferedImage picture) {
    ColorModel colours = picture.getColorModel();
    Raster raster = picture.getRaster();
    boolean grey = raster.getNumBands() <= 2 && colours.getNumColorComponents() == 1;
    int bits = colours.getComponentSize(0);
    BufferedImage white =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < white.getHeight(); y++) {
      for (int x = 0; x < white.getWidth(); x++) {
        int argb =
            grey
                ? 0xff000000 | 0x10101 * (raster.getSample(x, y, 0) * 255 / ((1 << bits) - 1))
                : picture.getRGB(x, y);
        int opacity = argb >>> 24;
        int shown = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
          shown =
              shown << 8 | ((argb >> shift & 255) * opacity + 255 * (255 - opacity) + 127) / 255;
        }
        white.setRGB(x, y, shown);
      }
    }
    return white;
  }
}
