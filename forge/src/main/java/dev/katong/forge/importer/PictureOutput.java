package dev.katong.forge.importer;

import dev.katong.forge.importer.PhotoTrial.Given;
import dev.katong.forge.onnx.PictureTensor;
import dev.katong.forge.onnx.PixelEnds.Layout;
import dev.katong.image.PictureSize;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An output of a network that is a picture of its input.
 *
 * @param scale how many times as wide and high it is
 * @param border pixels of it that are lost on each two sides together
 * @param given what it was of the portrait
 */
record PictureOutput(
    String name, PictureTensor tensor, Layout layout, int scale, int border, Given given) {
  private static final int MOST_SCALE = 8;

  /**
   * Looks whether an output is a picture.
   *
   * @param frame the size of what the network took
   * @param said the layout if it was said
   */
  static Optional<PictureOutput> of(
      String name, Given given, PictureSize frame, @Nullable Layout said) {
    long[] shape = given.shape();
    boolean hasPictures = shape.length == 4 && shape[0] == 1;
    if (!PictureTensor.allows(given.type()) || !(hasPictures || shape.length == 3)) {
      return Optional.empty();
    }
    int first = hasPictures ? 1 : 0;
    for (Layout layout : said == null ? Layout.values() : new Layout[] {said}) {
      boolean planes = layout == Layout.NCHW;
      long colours = shape[planes ? first : first + 2];
      int height = (int) shape[planes ? first + 1 : first];
      int width = (int) shape[planes ? first + 2 : first + 1];
      if (colours == 1 || colours == 3 || colours == 4) {
        int scale = scale(frame, height, width);
        int border = scale * frame.height() - height;
        if (scale >= 1
            && scale <= MOST_SCALE
            && border == scale * frame.width() - width
            && border >= 0
            && border < height) {
          PictureTensor tensor = new PictureTensor(given.type(), (int) colours, hasPictures);
          return Optional.of(new PictureOutput(name, tensor, layout, scale, border, given));
        }
      }
    }
    return Optional.empty();
  }

  /** Told by the difference of the sides, which no border changes; of squares, by the sides. */
  private static int scale(PictureSize frame, int height, int width) {
    int difference = frame.height() - frame.width();
    if (difference != 0) {
      return (height - width) % difference == 0 ? (height - width) / difference : 0;
    }
    return (height + frame.height() - 1) / frame.height();
  }

  /** The picture's own height and width. */
  PictureSize size() {
    long[] shape = given.shape();
    int first = shape.length - 3 + (layout == Layout.NCHW ? 1 : 0);
    return new PictureSize((int) shape[first + 1], (int) shape[first]);
  }

  /** The numbers of one place, of one colour in the network's order. */
  float at(int row, int column, int colour) {
    PictureSize size = size();
    int colours = tensor.colours();
    int index =
        layout == Layout.NCHW
            ? (colour * size.height() + row) * size.width() + column
            : (row * size.width() + column) * colours + colour;
    return given.values()[index];
  }
}
