package dev.katong.image.format;

import java.nio.ByteBuffer;

/**
 * The facts of a GIF apart from its pixels (GIF89a).
 *
 * @param width of the canvas, in pixels
 * @param height of the canvas, in pixels
 * @param animated true if there is a second frame
 * @param transparent true if a colour of the first frame is transparent, or the frame leaves parts
 *     of the canvas empty
 */
public record GifHeader(int width, int height, boolean animated, boolean transparent) {
  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int IMAGE = 0x2c;

  /**
   * Walks the blocks up to the second frame.
   *
   * @param in little-endian
   * @throws IndexOutOfBoundsException if the file ends before its first frame
   */
  static GifHeader read(ByteBuffer in) {
    int width = u16(in, 6);
    int height = u16(in, 8);
    int at = 13 + colourTable(in.get(10));
    boolean transparent = false;
    while (in.get(at) == EXTENSION) {
      transparent |= (in.get(at + 1) & 0xff) == GRAPHIC_CONTROL && (in.get(at + 3) & 1) != 0;
      at = afterBlocks(in, at + 2);
    }
    if (in.get(at) != IMAGE) {
      return new GifHeader(0, 0, false, false);
    }
    boolean covers =
        u16(in, at + 1) == 0
            && u16(in, at + 3) == 0
            && u16(in, at + 5) >= width
            && u16(in, at + 7) >= height;
    return new GifHeader(width, height, hasSecondFrame(in, at), transparent || !covers);
  }

  /**
   * Moves the first frame's graphic control to right before the frame, in place. GIF89a allows
   * comments and other extensions between the two (23.c); the decoder forgets the control there,
   * and with it what is transparent.
   *
   * @param in little-endian; its header has been read
   */
  public static void joinControl(ByteBuffer in) {
    int at = 13 + colourTable(in.get(10));
    int control = -1;
    int afterControl = -1;
    while (in.get(at) == EXTENSION) {
      boolean found = (in.get(at + 1) & 0xff) == GRAPHIC_CONTROL;
      int next = afterBlocks(in, at + 2);
      if (found) {
        control = at;
        afterControl = next;
      }
      at = next;
    }
    if (control < 0 || afterControl == at) {
      return;
    }
    byte[] moved = new byte[afterControl - control];
    byte[] between = new byte[at - afterControl];
    in.get(control, moved).get(afterControl, between);
    in.put(control, between).put(control + between.length, moved);
  }

  private static boolean hasSecondFrame(ByteBuffer in, int firstFrame) {
    try {
      int at = afterBlocks(in, firstFrame + 11 + colourTable(in.get(firstFrame + 9)));
      while (in.get(at) == EXTENSION) {
        at = afterBlocks(in, at + 2);
      }
      return in.get(at) == IMAGE;
    } catch (IndexOutOfBoundsException e) {
      return false; // What is missing is for the decoder to find.
    }
  }

  /** Bytes of the colour table that a packed field tells of. */
  private static int colourTable(byte packed) {
    return (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);
  }

  private static int afterBlocks(ByteBuffer in, int first) {
    int at = first;
    while (in.get(at) != 0) {
      at += 1 + (in.get(at) & 0xff);
    }
    return at + 1;
  }

  private static int u16(ByteBuffer in, int at) {
    return in.getShort(at) & 0xffff;
  }
}
