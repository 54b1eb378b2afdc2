package dev.katong.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes TIFFs of all kinds, with one strip for each plane. */
final class TiffFiles {
  static final int GREY = 1;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int CMYK = 5;

  static final int DEFLATED = 8;
  static final int ZSTANDARD = 50000;

  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int LONG_8 = 16;

  private final int width;
  private final int height;
  private final ByteOrder order;
  private final boolean big;
  private final Map<Integer, long[]> tags = new TreeMap<>();
  private int compression = 1;
  private final List<byte[]> planes = new ArrayList<>();

  private TiffFiles(int width, int height, ByteOrder order, boolean big) {
    this.width = width;
    this.height = height;
    this.order = order;
    this.big = big;
    tags.put(256, new long[] {width});
    tags.put(257, new long[] {height});
    tags.put(259, new long[] {1});
    tags.put(278, new long[] {height});
  }

  static TiffFiles of(int width, int height) {
    return new TiffFiles(width, height, ByteOrder.LITTLE_ENDIAN, false);
  }

  static TiffFiles bigEndian(int width, int height) {
    return new TiffFiles(width, height, ByteOrder.BIG_ENDIAN, false);
  }

  /** A BigTIFF. */
  static TiffFiles big(int width, int height) {
    return new TiffFiles(width, height, ByteOrder.LITTLE_ENDIAN, true);
  }

  TiffFiles tag(int tag, long... values) {
    tags.put(tag, values);
    return this;
  }

  TiffFiles compression(int compression) {
    this.compression = compression;
    return tag(259, compression);
  }

  /** Samples pixel by pixel, of 1 to 16 bits; rows begin at bytes. */
  TiffFiles pixels(int colours, int channels, int bits, int[] samples) {
    meaning(colours, channels, bits);
    planes.add(packed(samples, width * channels, bits));
    return this;
  }

  /** Samples stored channel by channel. */
  TiffFiles apart(int colours, int channels, int bits, int[] samples) {
    meaning(colours, channels, bits).tag(284, 2);
    for (int c = 0; c < channels; c++) {
      int[] plane = new int[width * height];
      for (int i = 0; i < plane.length; i++) {
        plane[i] = samples[channels * i + c];
      }
      planes.add(packed(plane, width, bits));
    }
    return this;
  }

  private TiffFiles meaning(int colours, int channels, int bits) {
    long[] each = new long[channels];
    Arrays.fill(each, bits);
    return tag(258, each).tag(262, colours).tag(277, channels);
  }

  private byte[] packed(int[] samples, int inRow, int bits) {
    int rowBytes = (inRow * bits + 7) / 8;
    ByteBuffer out = ByteBuffer.allocate(rowBytes * height).order(order);
    for (int y = 0; y < height; y++) {
      out.position(y * rowBytes);
      int held = 0;
      int filled = 0;
      for (int i = 0; i < inRow; i++) {
        int sample = samples[y * inRow + i];
        if (bits == 16) {
          out.putShort((short) sample);
          continue;
        }
        held = held << bits | sample;
        filled += bits;
        if (filled == 8 || i == inRow - 1) {
          out.put((byte) (held << (8 - filled)));
          held = 0;
          filled = 0;
        }
      }
    }
    return out.array();
  }

  byte[] file() {
    List<byte[]> strips = new ArrayList<>();
    for (byte[] plane : planes) {
      strips.add(compression == DEFLATED ? PhotoFiles.deflated(plane) : plane);
    }
    long[] offsets = new long[strips.size()];
    tags.put(273, offsets);
    tags.put(279, strips.stream().mapToLong(strip -> strip.length).toArray());
    int header = big ? 16 : 8;
    int directory = big ? 8 + 20 * tags.size() + 8 : 2 + 12 * tags.size() + 4;
    long values = header + directory;
    long data = values;
    for (Map.Entry<Integer, long[]> tag : tags.entrySet()) {
      data += outside(tag.getKey(), tag.getValue());
    }
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = data + strips.stream().limit(i).mapToLong(strip -> strip.length).sum();
    }
    return written(strips, values);
  }

  private byte[] written(List<byte[]> strips, long values) {
    ByteArrayOutputStream elsewhere = new ByteArrayOutputStream();
    ByteBuffer out = ByteBuffer.allocate((int) values).order(order);
    out.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(ISO_8859_1));
    if (big) {
      out.putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(16);
      out.putLong(tags.size());
    } else {
      out.putShort((short) 42).putInt(8).putShort((short) tags.size());
    }
    tags.forEach(
        (tag, numbers) -> {
          byte[] bytes = bytes(tag, numbers);
          boolean inside = outside(tag, numbers) == 0;
          out.putShort(tag.shortValue()).putShort((short) type(tag));
          if (big) {
            out.putLong(numbers.length);
          } else {
            out.putInt(numbers.length);
          }
          int field = out.position();
          if (inside) {
            out.put(bytes);
          } else if (big) {
            out.putLong(values + elsewhere.size());
          } else {
            out.putInt((int) values + elsewhere.size());
          }
          if (!inside) {
            elsewhere.writeBytes(bytes);
          }
          out.position(field + (big ? 8 : 4));
        });
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(out.array());
    file.writeBytes(elsewhere.toByteArray());
    strips.forEach(file::writeBytes);
    return file.toByteArray();
  }

  private int type(int tag) {
    boolean place = tag == 273 || tag == 279;
    return place ? (big ? LONG_8 : LONG) : tag == 256 || tag == 257 ? LONG : SHORT;
  }

  private int outside(int tag, long[] numbers) {
    int bytes = bytes(tag, numbers).length;
    return bytes <= (big ? 8 : 4) ? 0 : bytes;
  }

  private byte[] bytes(int tag, long[] numbers) {
    int size = type(tag) == SHORT ? 2 : type(tag) == LONG ? 4 : 8;
    ByteBuffer out = ByteBuffer.allocate(size * numbers.length).order(order);
    for (long number : numbers) {
      switch (size) {
        case 2 -> out.putShort((short) number);
        case 4 -> out.putInt((int) number);
        default -> out.putLong(number);
      }
    }
    return out.array();
  }
}
