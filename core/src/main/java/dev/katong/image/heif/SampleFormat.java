package dev.katong.image.heif;

import dev.katong.image.Refused;

/**
 * The samples of a coded picture, as its decoder's configuration tells. Some encoders do not tell
 * the truth there about grey pictures.
 *
 * @param chroma samples of colour for two pixels: 0 for grey, 1, 2 or 4
 */
record SampleFormat(int bits, int chroma) {
  /** Of {@code hvcC} (ISO/IEC 14496-15, 8.3.3.1) as far as it is looked at. */
  private static final int HEVC_BYTES = 23;

  private static final int AV1_BYTES = 4;

  /** A decoder without a tile. */
  private static final long DECODER_BYTES = 8L << 20;

  static SampleFormat of(Coding coding, byte[] configuration) throws Refused {
    if (configuration.length < (coding == Coding.HEVC ? HEVC_BYTES : AV1_BYTES)) {
      throw Refused.damaged("its box '%s' is too short".formatted(coding.configuration()));
    }
    if (coding == Coding.HEVC) {
      int chroma =
          switch (configuration[16] & 3) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> 2;
            default -> 4;
          };
      return new SampleFormat(8 + Math.max(configuration[17] & 7, configuration[18] & 7), chroma);
    }
    boolean high = (configuration[2] & 0x40) != 0;
    boolean twelve = (configuration[2] & 0x20) != 0;
    boolean grey = (configuration[2] & 0x10) != 0;
    boolean halfWidth = (configuration[2] & 8) != 0;
    boolean halfHeight = (configuration[2] & 4) != 0;
    return new SampleFormat(
        high ? twelve ? 12 : 10 : 8, grey ? 0 : halfHeight ? 1 : halfWidth ? 2 : 4);
  }

  boolean grey() {
    return chroma == 0;
  }

  /**
   * Bytes that a decoder holds: FFmpeg's of HEVC two frames and its notes, libaom 10 bytes for each
   * sample, of 8 bits too (measured at 1 to 20 megapixels).
   */
  long decoderBytes(Coding coding, long pixels) {
    long samples = pixels * (2 + chroma) / 2;
    return DECODER_BYTES
        + 2 * pixels
        + (coding == Coding.AV1 ? 10 * samples : 2 * samples * (bits > 8 ? 2 : 1));
  }
}
