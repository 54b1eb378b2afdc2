package dev.katong.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes BMPs in the forms that Java's own writer does not write. */
final class BmpFiles {
  private static final int FILE_HEADER_BYTES = 14;
  private static final int RUNS_8 = 1;
  private static final int MASKS = 3;

  private BmpFiles() {}

  /** As OS/2 1.x wrote it: a short header, three bytes for each colour of the palette. */
  static byte[] os2(BufferedImage indexed) {
    ByteBuffer header = little(12 + 3 * 256);
    header.putInt(12).putShort((short) indexed.getWidth()).putShort((short) indexed.getHeight());
    header.putShort((short) 1).putShort((short) 8);
    for (int rgb : palette(indexed)) {
      header.put((byte) rgb).put((byte) (rgb >> 8)).put((byte) (rgb >> 16));
    }
    return file(header.array(), indices(indexed));
  }

  /** Rows as runs of equal pixels. */
  static byte[] runs(BufferedImage indexed) {
    int width = indexed.getWidth();
    byte[] indices = indices(indexed);
    int stride = indices.length / indexed.getHeight();
    ByteArrayOutputStream runs = new ByteArrayOutputStream();
    for (int y = 0; y < indexed.getHeight(); y++) {
      for (int x = 0; x < width; ) {
        int end = x + 1;
        while (end < width
            && end - x < 255
            && indices[y * stride + end] == indices[y * stride + x]) {
          end++;
        }
        runs.write(end - x);
        runs.write(indices[y * stride + x]);
        x = end;
      }
      runs.write(0);
      runs.write(0);
    }
    runs.write(0);
    runs.write(1);
    ByteBuffer header = header(width, indexed.getHeight(), 8, RUNS_8, 4 * 256);
    for (int rgb : palette(indexed)) {
      header.putInt(rgb & 0xffffff);
    }
    return file(header.array(), runs.toByteArray());
  }

  /** 32 bits of red, green and blue in another order than usual, 8 of which mean nothing. */
  static byte[] masks(BufferedImage picture) {
    ByteBuffer header = header(picture.getWidth(), picture.getHeight(), 32, MASKS, 12);
    header.putInt(0xff000000).putInt(0xff0000).putInt(0xff00);
    ByteBuffer pixels = little(4 * picture.getWidth() * picture.getHeight());
    for (int y = picture.getHeight() - 1; y >= 0; y--) {
      for (int x = 0; x < picture.getWidth(); x++) {
        pixels.putInt(picture.getRGB(x, y) << 8 | 0x55);
      }
    }
    return file(header.array(), pixels.array());
  }

  /** 32 bits with a mask for the alpha, in the header of 56 bytes that Photoshop and GIMP write. */
  static byte[] alphaMask(BufferedImage argb) {
    ByteBuffer header = little(56);
    header.putInt(56).putInt(argb.getWidth()).putInt(argb.getHeight()).putShort((short) 1);
    header.putShort((short) 32).putInt(MASKS).position(40);
    header.putInt(0xff000000).putInt(0xff0000).putInt(0xff00).putInt(0xff);
    ByteBuffer pixels = little(4 * argb.getWidth() * argb.getHeight());
    for (int y = argb.getHeight() - 1; y >= 0; y--) {
      for (int x = 0; x < argb.getWidth(); x++) {
        pixels.putInt(Integer.rotateLeft(argb.getRGB(x, y), 8));
      }
    }
    return file(header.array(), pixels.array());
  }

  private static ByteBuffer header(int width, int height, int bits, int compression, int more) {
    ByteBuffer header = little(40 + more);
    header.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) bits);
    return header.putInt(compression).position(40);
  }

  private static int[] palette(BufferedImage indexed) {
    IndexColorModel colours = (IndexColorModel) indexed.getColorModel();
    int[] palette = new int[256];
    for (int i = 0; i < colours.getMapSize(); i++) {
      palette[i] = colours.getRGB(i);
    }
    return palette;
  }

  /** From the last row up, each with a length that 4 divides. */
  private static byte[] indices(BufferedImage indexed) {
    int stride = (indexed.getWidth() + 3) / 4 * 4;
    byte[] indices = new byte[stride * indexed.getHeight()];
    for (int y = 0; y < indexed.getHeight(); y++) {
      for (int x = 0; x < indexed.getWidth(); x++) {
        int row = indexed.getHeight() - 1 - y;
        indices[row * stride + x] = (byte) indexed.getRaster().getSample(x, y, 0);
      }
    }
    return indices;
  }

  private static byte[] file(byte[] header, byte[] pixels) {
    int begin = FILE_HEADER_BYTES + header.length;
    return little(begin + pixels.length)
        .put((byte) 'B')
        .put((byte) 'M')
        .putInt(begin + pixels.length)
        .putInt(0)
        .putInt(begin)
        .put(header)
        .put(pixels)
        .array();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
