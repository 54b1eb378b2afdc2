package dev.katong.photo;

/**
 * Tells a whole JPEG from one cut off on its way. A decoder would fill what is missing with grey
 * and say nothing.
 */
final class JpegEnd {
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;

  private JpegEnd() {}

  /**
   * Whether an end-of-image marker follows the first scan. Within a scan the pair {@code ff d9} can
   * only be that marker (ITU-T T.81, B.1.1.5); the thumbnail that EXIF may hold, with an end of its
   * own, lies before the scan.
   */
  static boolean isThere(byte[] jpeg) {
    int at = 2;
    while (at + 3 < jpeg.length && (jpeg[at] & 0xff) == 0xff) {
      int marker = jpeg[at + 1] & 0xff;
      if (marker == START_OF_SCAN) {
        return holdsMarker(jpeg, at + 2, END_OF_IMAGE);
      }
      boolean fill = marker == 0xff;
      at += fill ? 1 : 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
    }
    return false;
  }

  private static boolean holdsMarker(byte[] jpeg, int from, int marker) {
    for (int i = from; i + 1 < jpeg.length; i++) {
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == marker) {
        return true;
      }
    }
    return false;
  }
}
