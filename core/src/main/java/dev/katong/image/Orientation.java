package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;

import dev.katong.image.format.Exif;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * The orientation of a stored picture: tag 274 of EXIF (CIPA DC-008, 4.6.4).
 *
 * @param tag 1..8; 1 is upright, from 5 on the sides are swapped
 */
public record Orientation(int tag) {
  public static final Orientation UPRIGHT = new Orientation(1);

  private static final int TAG = 0x0112;
  private static final int ENTRY_BYTES = 12;

  // Types of values (TIFF 6.0, section 2).
  private static final short BYTE = 1;
  private static final short ASCII = 2;
  private static final short LONG = 4;
  private static final short RATIONAL = 5;
  private static final short SIGNED_BYTE = 6;
  private static final short UNDEFINED = 7;
  private static final short SIGNED_LONG = 9;
  private static final short SIGNED_RATIONAL = 10;

  // What OpenCV's flip takes.
  private static final int BOTH_WAYS = -1;
  private static final int UPSIDE_DOWN = 0;
  private static final int LEFT_TO_RIGHT = 1;

  public Orientation {
    if (tag < 1 || tag > 8) {
      throw new IllegalArgumentException("an orientation is 1 to 8, not " + tag);
    }
  }

  /** The orientation in a file's EXIF; upright if there is none. */
  public static Orientation of(ByteBuffer file, @Nullable Exif exif) {
    return Optional.ofNullable(exif)
        .flatMap(found -> found.in(file))
        .map(Orientation::ofExif)
        .orElse(UPRIGHT);
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
          return of(number(tiff, entry));
        }
      }
    } catch (IndexOutOfBoundsException e) {
      // A damaged directory is no reason to refuse the photo.
    }
    return UPRIGHT;
  }

  /** The orientation of a tag's value; upright if there is no such one. */
  public static Orientation of(long tag) {
    return tag >= 1 && tag <= 8 ? new Orientation((int) tag) : UPRIGHT;
  }

  /** The first number of an entry; cameras and programs write all of TIFF's types of numbers. */
  private static long number(ByteBuffer tiff, int entry) {
    int value = entry + 8;
    return switch (tiff.getShort(entry + 2)) {
      case BYTE, ASCII, SIGNED_BYTE, UNDEFINED -> {
        int number = tiff.get(value);
        yield Character.isDigit(number) ? number - '0' : number;
      }
      case LONG, SIGNED_LONG -> tiff.getInt(value);
      case RATIONAL, SIGNED_RATIONAL -> {
        int place = tiff.getInt(value);
        int denominator = tiff.getInt(place + 4);
        yield denominator == 0 ? 0 : tiff.getInt(place) / denominator;
      }
      default -> tiff.getShort(value);
    };
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
