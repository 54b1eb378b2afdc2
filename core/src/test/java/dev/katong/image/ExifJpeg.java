package dev.katong.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** JPEGs with metadata put in. */
final class ExifJpeg {
  private ExifJpeg() {}

  /** The JPEG with an orientation, 1 to 8. */
  static byte[] turned(byte[] jpeg, int orientation) {
    return withExif(jpeg, tiff(orientation, ByteOrder.BIG_ENDIAN));
  }

  /** A TIFF of one directory of two entries, the second of which is the orientation. */
  static byte[] tiff(int orientation, ByteOrder order) {
    return ByteBuffer.allocate(38)
        .order(order)
        .put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(ISO_8859_1))
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 2)
        .put(entry(order, 0x0100, 640))
        .put(entry(order, 0x0112, orientation))
        .putInt(0)
        .array();
  }

  /** As {@link #tiff(int, ByteOrder)}, with the orientation as a number of another type. */
  static byte[] tiff(int orientation, int type, ByteOrder order) {
    byte[] tiff = tiff(orientation, order);
    ByteBuffer entry = ByteBuffer.wrap(tiff).order(order);
    int at = 10 + 12;
    entry.putShort(at + 2, (short) type).putInt(at + 8, 0);
    switch (type) {
      case 3 -> entry.putShort(at + 8, (short) orientation);
      case 4, 9 -> entry.putInt(at + 8, orientation);
      default -> entry.put(at + 8, (byte) orientation);
    }
    return tiff;
  }

  /** The block with the name of JPEG's segment before it. */
  static byte[] named(byte[] tiff) {
    byte[] name = "Exif\0\0".getBytes(ISO_8859_1);
    return ByteBuffer.allocate(name.length + tiff.length).put(name).put(tiff).array();
  }

  /** The block as ImageMagick writes it into a PNG. */
  static byte[] rawProfile(byte[] block) {
    StringBuilder text = new StringBuilder("\nexif\n").append("%8d".formatted(block.length));
    for (int i = 0; i < block.length; i++) {
      text.append(i % 36 == 0 ? "\n" : "").append("%02x".formatted(block[i]));
    }
    return text.append("\n").toString().getBytes(ISO_8859_1);
  }

  static byte[] withExif(byte[] jpeg, byte[] tiff) {
    return withSegment(jpeg, "Exif\0\0", tiff);
  }

  /** The JPEG with an APP1 segment right after its start. */
  static byte[] withSegment(byte[] jpeg, String name, byte[] content) {
    byte[] magic = name.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(jpeg.length + 4 + magic.length + content.length)
        .put(jpeg, 0, 2)
        .putShort((short) 0xffe1)
        .putShort((short) (2 + magic.length + content.length))
        .put(magic)
        .put(content)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  private static byte[] entry(ByteOrder order, int tag, int value) {
    return ByteBuffer.allocate(12)
        .order(order)
        .putShort((short) tag)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) value)
        .array();
  }
}
