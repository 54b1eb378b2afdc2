package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_core.CV_MAKETYPE;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import dev.katong.image.format.PhotoHeader;
import dev.katong.image.io.NativeStream;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.MultiPixelPackedSampleModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.SampleModel;
import java.awt.image.SinglePixelPackedSampleModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Decodes TIFF and BMP by TwelveMonkeys' readers for ImageIO. OpenCV gets many of their kinds wrong
 * without an error: palettes, packed and premultiplied pixels, channels stored apart.
 */
final class RasterDecoder {
  static {
    // The TIFF reader looks for it where strips are JPEGs.
    IIORegistry.getDefaultInstance().registerServiceProvider(new JPEGImageReaderSpi());
  }

  private RasterDecoder() {}

  /**
   * Decodes the first picture.
   *
   * @param inks the CMYK profile; null for a rule of thumb
   * @return grey, BGR or BGRA with straight alpha, of 8 or 16 bits or of fractions; closed by the
   *     caller
   * @throws Refused if the readers do not know the kind
   * @throws IOException if the file is damaged
   */
  static Mat decode(PhotoHeader.Kind kind, ByteBuffer file, @Nullable ColourProfile inks)
      throws IOException {
    ImageReaderSpi provider =
        kind == PhotoHeader.Kind.TIFF ? new TIFFImageReaderSpi() : new BMPImageReaderSpi();
    ImageReader reader = provider.createReaderInstance(null);
    try (NativeStream stream = new NativeStream(file)) {
      reader.setInput(stream, false, false);
      ImageTypeSpecifier type = type(reader);
      Mat samples = samples(reader, type);
      return RasterColours.of(type, reader.getWidth(0), samples, inks);
    } finally {
      reader.dispose();
    }
  }

  private static ImageTypeSpecifier type(ImageReader reader) throws IOException {
    try {
      return reader.getRawImageType(0);
    } catch (IIOException | IllegalArgumentException e) {
      throw Refused.unknown("a rare kind of picture", e);
    }
  }

  private static Mat samples(ImageReader reader, ImageTypeSpecifier type) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    SampleModel model = model(type.getSampleModel(), width, height);
    int depth = NativeSamples.depth(model.getDataType());
    if (depth < 0) {
      throw Refused.unknown("a picture of signed numbers", null);
    }
    int columns =
        model instanceof MultiPixelPackedSampleModel packed ? packed.getScanlineStride() : width;
    Mat samples = new Mat(height, columns, CV_MAKETYPE(depth, model.getNumDataElements()));
    try {
      ColorModel colours = type.getColorModel();
      ImageReadParam param = reader.getDefaultReadParam();
      param.setDestination(
          new BufferedImage(
              colours, NativeSamples.raster(samples, model), colours.isAlphaPremultiplied(), null));
      reader.read(0, param);
      return samples;
    } catch (IOException | RuntimeException | Error e) {
      samples.close();
      throw e;
    }
  }

  /** The layout of a Mat: all samples of a pixel, or numbers that samples or pixels fill. */
  private static SampleModel model(SampleModel raw, int width, int height) {
    if (raw instanceof SinglePixelPackedSampleModel || raw instanceof MultiPixelPackedSampleModel) {
      return raw.createCompatibleSampleModel(width, height);
    }
    int bands = raw.getNumBands();
    int[] inOrder = new int[bands];
    for (int i = 0; i < bands; i++) {
      inOrder[i] = i;
    }
    return new PixelInterleavedSampleModel(
        raw.getDataType(), width, height, bands, width * bands, inOrder);
  }
}
