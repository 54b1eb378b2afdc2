package dev.katong.image.heif;

import dev.katong.image.Refused;
import java.nio.ByteBuffer;

/**
 * Checks, before a decoder sees it, that coded data is one whole still picture. Decoders skip what
 * is cut off, draw the first of several pictures, and take memory for whatever size the data says.
 */
final class CodedData {
  // NAL units of HEVC (ISO/IEC 23008-2, table 7-1).
  private static final int FIRST_KEY_PICTURE = 16;
  private static final int LAST_KEY_PICTURE = 21;
  private static final int FIRST_NOT_CODED = 32;

  // OBUs of AV1 (5.3.2 and 6.2.2 of its specification).
  private static final int SEQUENCE_HEADER = 1;
  private static final int FRAME_HEADER = 3;
  private static final int FRAME = 6;

  private CodedData() {}

  /**
   * Checks the data of a tile.
   *
   * @param photo what the file is, such as "a HEIC photo"
   * @throws Refused if the data is cut off, or is not one picture of the size
   */
  static void check(CodedImage image, byte[] configuration, ByteBuffer data, String photo)
      throws Refused {
    if (image.coding() == Coding.HEVC) {
      checkHevc((configuration[21] & 3) + 1, data.duplicate(), photo);
    } else {
      int frames = checkAv1(image, data.duplicate());
      checkAv1(image, ByteBuffer.wrap(configuration, 4, configuration.length - 4));
      if (frames != 1) {
        throw pictures(frames, photo);
      }
    }
  }

  private static Refused pictures(int count, String photo) {
    return count == 0
        ? Refused.damaged("its picture is missing")
        : Refused.unknown(photo + " of several layers", null);
  }

  private static void checkHevc(int lengthBytes, ByteBuffer data, String photo) throws Refused {
    int pictures = 0;
    while (data.hasRemaining()) {
      long length = 0;
      for (int i = 0; i < lengthBytes; i++) {
        length = length << 8 | data.get() & 0xff;
      }
      if (length < 2 || length > data.remaining()) {
        throw Refused.damaged("a part of its picture is missing");
      }
      int at = data.position();
      int type = data.get(at) >> 1 & 63;
      boolean baseLayer = (data.get(at) & 1) == 0 && (data.get(at + 1) & 0xf8) == 0;
      if (type < FIRST_NOT_CODED && baseLayer) {
        if (type < FIRST_KEY_PICTURE || type > LAST_KEY_PICTURE) {
          throw Refused.damaged("its picture needs others");
        }
        // The first bit of a slice's header: it begins a picture.
        pictures += length > 2 ? data.get(at + 2) >> 7 & 1 : 0;
      }
      data.position(at + (int) length);
    }
    if (pictures != 1) {
      throw pictures(pictures, photo);
    }
  }

  /** Checks sizes of headers; the number of pictures. */
  private static int checkAv1(CodedImage image, ByteBuffer data) throws Refused {
    int frames = 0;
    while (data.hasRemaining()) {
      int header = data.get();
      int type = header >> 3 & 15;
      if ((header & 4) != 0) {
        data.get();
      }
      long length = (header & 2) == 0 ? data.remaining() : leb128(data);
      if ((header & 0x80) != 0 || length > data.remaining()) {
        throw Refused.damaged("a part of its picture is missing");
      }
      if (type == SEQUENCE_HEADER) {
        Av1Size size = Av1Size.read(data.slice(data.position(), (int) length));
        if (size.width() > image.tileWidth() || size.height() > image.tileHeight()) {
          throw Refused.damaged("its data is larger than its header says");
        }
      }
      frames += type == FRAME_HEADER || type == FRAME ? 1 : 0;
      data.position(data.position() + (int) length);
    }
    return frames;
  }

  private static long leb128(ByteBuffer data) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      int next = data.get();
      value |= (next & 0x7fL) << 7 * i;
      if ((next & 0x80) == 0) {
        break;
      }
    }
    return value;
  }
}
