package dev.katong.image.heif;

import dev.katong.image.MatrixProfile;
import dev.katong.image.Refused;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The meaning of coded samples by the numbers of ITU-T H.273.
 *
 * @param primaries table 2
 * @param transfer table 3
 * @param matrix table 4
 * @param fullRange true if black and white are the least and the greatest number
 */
public record CodedColour(int primaries, int transfer, int matrix, boolean fullRange) {
  private static final int UNKNOWN = 2;

  private static final int PQ = 16;
  private static final int HLG = 18;

  private static final int IDENTITY = 0;

  // Chromaticities of white, red, green and blue.
  private static final double[] BT_709 = {0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};
  private static final double[] BT_470_M = {0.310, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08};
  private static final double[] BT_470_BG = {0.3127, 0.3290, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06};
  private static final double[] BT_601 = {0.3127, 0.3290, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070};
  private static final double[] BT_2020 = {
    0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046
  };
  private static final double[] DCI_P3 = {0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060};
  private static final double[] DISPLAY_P3 = {
    0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060
  };

  /** The content of a {@code colr} box of the type {@code nclx}. */
  static CodedColour read(ByteBuffer nclx) {
    return new CodedColour(
        nclx.getShort() & 0xffff,
        nclx.getShort() & 0xffff,
        nclx.getShort() & 0xffff,
        (nclx.get() & 0x80) != 0);
  }

  /**
   * Refuses colours of high dynamic range, whose light a result of 8 bits cannot show as it is.
   *
   * @param photo what it is, such as "a HEIC"
   */
  void checkRange(String photo) throws Refused {
    if (transfer == PQ || transfer == HLG) {
      throw Refused.unknown(
          "%s of high dynamic range (%s)".formatted(photo, transfer == PQ ? "PQ" : "HLG"), null);
    }
  }

  /**
   * The ICC profile of the colours. The curves of video are taken for that of sRGB, as all viewers
   * of photos do.
   *
   * @return empty if the colours are those of sRGB, or not known
   * @throws Refused if no profile can be made of them
   */
  Optional<byte[]> profile(String photo) throws Refused {
    checkRange(photo);
    double gamma =
        switch (transfer) {
          case 1, UNKNOWN, 6, 13, 14, 15 -> 0;
          case 4 -> 2.2;
          case 5 -> 2.8;
          case 8 -> 1;
          default -> throw rare(photo, "a rare curve", transfer);
        };
    double[] places =
        switch (primaries) {
          case 1, UNKNOWN -> BT_709;
          case 4 -> BT_470_M;
          case 5 -> BT_470_BG;
          case 6, 7 -> BT_601;
          case 9 -> BT_2020;
          case 11 -> DCI_P3;
          case 12 -> DISPLAY_P3;
          default -> throw rare(photo, "rare primaries", primaries);
        };
    return gamma == 0 && places == BT_709 ? Optional.empty() : MatrixProfile.of(gamma, places);
  }

  /**
   * Checks colours that the coded data alone tells, for which no profile is made.
   *
   * @throws Refused if they are not about those of sRGB
   */
  void checkNearSrgb(String photo) throws Refused {
    checkRange(photo);
    boolean near = primaries == 0 || primaries == 1 || (primaries >= UNKNOWN && primaries <= 7);
    if (!near || transfer == 8) {
      throw Refused.unknown(photo + " whose colours are told by its video data alone", null);
    }
  }

  /** True if the planes are green, blue and red themselves. */
  boolean identity() {
    return matrix == IDENTITY;
  }

  /**
   * The parts of red and of blue in luminance.
   *
   * @throws Refused if the matrix is none of such parts
   */
  double[] lumaParts(String photo) throws Refused {
    return switch (matrix) {
      case 1 -> new double[] {0.2126, 0.0722};
      case UNKNOWN, 5, 6 -> new double[] {0.299, 0.114};
      case 4 -> new double[] {0.30, 0.11};
      case 7 -> new double[] {0.212, 0.087};
      case 9 -> new double[] {0.2627, 0.0593};
      default -> throw rare(photo, "a rare matrix", matrix);
    };
  }

  private static Refused rare(String photo, String what, int number) {
    return Refused.unknown(
        "%s whose colours have %s (%d of ITU-T H.273)".formatted(photo, what, number), null);
  }
}
