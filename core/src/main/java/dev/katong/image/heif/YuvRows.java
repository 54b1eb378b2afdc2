package dev.katong.image.heif;

import dev.katong.image.Refused;

/**
 * Makes rows of colours from the planes of one tile. Colour of half the width or height is enlarged
 * bilinearly, each sample lying in the middle of the pixels that it is for, as libavif does and
 * JPEG decoders do (3/4 of the nearest sample, 1/4 of the next). Results are blue, green, red
 * between 0 and 1; grey ones are one number.
 */
final class YuvRows {
  private final YuvPicture picture;
  private final boolean identity;
  private final float lumaOffset;
  private final float lumaScale;
  private final float chromaOffset;
  private final float chromaScale;
  private final float redOfRed;
  private final float greenOfRed;
  private final float greenOfBlue;
  private final float blueOfBlue;

  private final byte[] bytes;
  private final float[] luma;
  private final float[] near;
  private final float[] far;
  private final float[][] chroma;

  /**
   * Prepares the conversion.
   *
   * @param colour of the samples
   * @param photo what the file is, such as "a HEIC photo"
   * @throws Refused if the colours are not known
   */
  YuvRows(YuvPicture picture, CodedColour colour, String photo) throws Refused {
    this.picture = picture;
    int unit = 1 << (picture.bits() - 8);
    float most = (1 << picture.bits()) - 1;
    lumaOffset = colour.fullRange() ? 0 : 16 * unit;
    lumaScale = 1 / (colour.fullRange() ? most : 219 * unit);
    identity = colour.identity() && !picture.grey();
    if (identity && (picture.chromaShiftX() | picture.chromaShiftY()) != 0) {
      throw Refused.damaged("its colours are stored in planes of two sizes");
    }
    chromaOffset = 128 * unit;
    chromaScale = 1 / (colour.fullRange() ? most : 224 * unit);
    double[] parts = identity || picture.grey() ? new double[] {0, 0} : colour.lumaParts(photo);
    double red = parts[0];
    double blue = parts[1];
    double green = 1 - red - blue;
    redOfRed = (float) (2 * (1 - red)) * chromaScale;
    blueOfBlue = (float) (2 * (1 - blue)) * chromaScale;
    greenOfRed = (float) (2 * red * (1 - red) / green) * chromaScale;
    greenOfBlue = (float) (2 * blue * (1 - blue) / green) * chromaScale;
    bytes = new byte[2 * picture.width()];
    luma = new float[picture.width()];
    int chromaWidth = picture.grey() ? 0 : picture.chromaWidth();
    near = new float[chromaWidth];
    far = new float[chromaWidth];
    chroma = new float[2][picture.grey() ? 0 : picture.width()];
  }

  /** Numbers of a pixel: 1 or 3. */
  int channels() {
    return picture.grey() ? 1 : 3;
  }

  /**
   * Makes a row.
   *
   * @param colours pixel by pixel, as many as the tile is wide
   */
  void read(int y, float[] colours) {
    picture.planes().get(0).read(y, picture.bits(), luma, bytes);
    for (int x = 0; x < luma.length; x++) {
      luma[x] = (luma[x] - lumaOffset) * lumaScale;
    }
    if (picture.grey()) {
      System.arraycopy(luma, 0, colours, 0, luma.length);
      return;
    }
    readChroma(1, y, chroma[0]);
    readChroma(2, y, chroma[1]);
    float[] blues = chroma[0];
    float[] reds = chroma[1];
    if (identity) {
      for (int x = 0, at = 0; x < luma.length; x++, at += 3) {
        colours[at] = (blues[x] - lumaOffset) * lumaScale;
        colours[at + 1] = luma[x];
        colours[at + 2] = (reds[x] - lumaOffset) * lumaScale;
      }
      return;
    }
    for (int x = 0, at = 0; x < luma.length; x++, at += 3) {
      float blue = blues[x] - chromaOffset;
      float red = reds[x] - chromaOffset;
      colours[at] = luma[x] + blueOfBlue * blue;
      colours[at + 1] = luma[x] - greenOfRed * red - greenOfBlue * blue;
      colours[at + 2] = luma[x] + redOfRed * red;
    }
  }

  /** A row of colour in the tile's own width. */
  private void readChroma(int plane, int y, float[] row) {
    YuvPicture.Plane samples = picture.planes().get(plane);
    if (picture.chromaShiftY() == 0) {
      samples.read(y, picture.bits(), near, bytes);
    } else {
      int middle = y >> 1;
      int next = middle + ((y & 1) == 0 ? -1 : 1);
      samples.read(middle, picture.bits(), near, bytes);
      samples.read(
          Math.max(0, Math.min(picture.chromaHeight() - 1, next)), picture.bits(), far, bytes);
      for (int x = 0; x < near.length; x++) {
        near[x] = 0.75f * near[x] + 0.25f * far[x];
      }
    }
    if (picture.chromaShiftX() == 0) {
      System.arraycopy(near, 0, row, 0, row.length);
      return;
    }
    int last = near.length - 1;
    for (int x = 0; x < row.length; x++) {
      int middle = x >> 1;
      int next = Math.max(0, Math.min(last, middle + ((x & 1) == 0 ? -1 : 1)));
      row[x] = 0.75f * near[middle] + 0.25f * near[next];
    }
  }
}
