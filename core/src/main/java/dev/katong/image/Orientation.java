package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * How a stored picture lies: tag 274 of EXIF (CIPA DC-008, 4.6.4).
 *
 * @param tag 1..8; 1 is upright, from 5 on the sides are swapped
 */
public record Orientation(int tag) {
  public static final Orientation UPRIGHT = new Orientation(1);

  private static final int TAG = 0x0112;
  private static final int ENTRY_BYTES = 12;

  // What OpenCV's flip takes.
  private static final int BOTH_WAYS = -1;
  private static final int UPSIDE_DOWN = 0;
  private static final int LEFT_TO_RIGHT = 1;

  public Orientation {
    if (tag < 1 || tag > 8) {
      throw new IllegalArgumentException("an orientation is 1 to 8, not " + tag);
    }
  }

  /**
   * Reads the tag in the TIFF that EXIF is; upright where it is missing or cannot be read.
   *
   * @param tiff from its byte order mark on; its own order is changed
   */
  public static Orientation ofExif(ByteBuffer tiff) {
    try {
      tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int directory = tiff.getInt(4);
      int entries = tiff.getShort(directory) & 0xffff;
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + ENTRY_BYTES * i;
        if ((tiff.getShort(entry) & 0xffff) == TAG) {
          int tag = tiff.getShort(entry + 8);
          return tag >= 1 && tag <= 8 ? new Orientation(tag) : UPRIGHT;
        }
      }
    } catch (IndexOutOfBoundsException e) {
      // A damaged directory is no reason to refuse the photo.
    }
    return UPRIGHT;
  }

  boolean swapsSides() {
    return tag >= 5;
  }

  /** Turns a picture upright: in place, or into a Mat that takes its place. Takes the Mat over. */
  Mat turnUpright(Mat stored) {
    Mat turned = swapsSides() ? Replaced.by(stored, (from, to) -> transpose(from, to)) : stored;
    try {
      switch (tag) {
        case 2, 6 -> flip(turned, turned, LEFT_TO_RIGHT);
        case 3, 7 -> flip(turned, turned, BOTH_WAYS);
        case 4, 8 -> flip(turned, turned, UPSIDE_DOWN);
        default -> {}
      }
      return turned;
    } catch (RuntimeException e) {
      turned.close();
      throw e;
    }
  }
}
