package dev.katong.image.heif;

import dev.katong.image.Refused;

/**
 * The samples of a coded picture, as its decoder's configuration tells.
 *
 * @param grey true if there is luminance alone
 */
record SampleFormat(int bits, boolean grey) {
  /** Of {@code hvcC} (ISO/IEC 14496-15, 8.3.3.1) as far as it is looked at. */
  private static final int HEVC_BYTES = 23;

  private static final int AV1_BYTES = 4;

  static SampleFormat of(Coding coding, byte[] configuration) throws Refused {
    if (configuration.length < (coding == Coding.HEVC ? HEVC_BYTES : AV1_BYTES)) {
      throw Refused.damaged("its box '%s' is too short".formatted(coding.configuration()));
    }
    if (coding == Coding.HEVC) {
      boolean grey = (configuration[16] & 3) == 0;
      return new SampleFormat(8 + Math.max(configuration[17] & 7, configuration[18] & 7), grey);
    }
    boolean high = (configuration[2] & 0x40) != 0;
    boolean twelve = (configuration[2] & 0x20) != 0;
    boolean grey = (configuration[2] & 0x10) != 0;
    return new SampleFormat(high ? twelve ? 12 : 10 : 8, grey);
  }
}
