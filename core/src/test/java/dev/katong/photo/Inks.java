package dev.katong.photo;

import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** JPEGs of four inks (cyan, magenta, yellow, black), as printers make them. */
final class Inks {
  private Inks() {}

  static byte[] jpeg(int width, int height) throws IOException {
    WritableRaster inks = Raster.createInterleavedRaster(0, width, height, 4, null);
    inks.setPixel(1, 1, new int[] {255, 0, 0, 0});
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(inks, null, null), null);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }
}
