package dev.katong.image.heif;

import java.nio.ByteBuffer;

/** The most pixels of a frame by a sequence header of AV1 (5.5 of its specification). */
record Av1Size(int width, int height) {
  /** Reads a header up to its sizes. */
  static Av1Size read(ByteBuffer header) {
    Bits bits = new Bits(header);
    bits.skip(3 + 1);
    if (bits.number(1) == 1) {
      bits.skip(5);
    } else {
      skipOperatingPoints(bits);
    }
    int widthBits = bits.number(4) + 1;
    int heightBits = bits.number(4) + 1;
    return new Av1Size(bits.number(widthBits) + 1, bits.number(heightBits) + 1);
  }

  private static void skipOperatingPoints(Bits bits) {
    boolean timing = bits.number(1) == 1;
    int delayBits = 0;
    boolean decoderModel = false;
    if (timing) {
      bits.skip(32 + 32);
      if (bits.number(1) == 1) {
        bits.skipExponentialGolomb();
      }
      decoderModel = bits.number(1) == 1;
      if (decoderModel) {
        delayBits = bits.number(5) + 1;
        bits.skip(32 + 5 + 5);
      }
    }
    boolean initialDelay = bits.number(1) == 1;
    int points = bits.number(5) + 1;
    for (int i = 0; i < points; i++) {
      bits.skip(12);
      if (bits.number(5) > 7) {
        bits.skip(1);
      }
      if (decoderModel && bits.number(1) == 1) {
        bits.skip(2 * delayBits + 1);
      }
      if (initialDelay && bits.number(1) == 1) {
        bits.skip(4);
      }
    }
  }

  /** Reads bit by bit, the highest of a byte before the others. */
  private static final class Bits {
    private final ByteBuffer in;
    private int at;

    Bits(ByteBuffer in) {
      this.in = in;
    }

    int number(int count) {
      int number = 0;
      for (int i = 0; i < count; i++, at++) {
        number = number << 1 | in.get(at >> 3) >> (7 - (at & 7)) & 1;
      }
      return number;
    }

    void skip(int count) {
      at += count;
    }

    void skipExponentialGolomb() {
      int zeros = 0;
      while (number(1) == 0) {
        zeros++;
      }
      skip(zeros);
    }
  }
}
