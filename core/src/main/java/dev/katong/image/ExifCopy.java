package dev.katong.image;

import static org.apache.commons.imaging.formats.tiff.constants.TiffDirectoryConstants.DIRECTORY_TYPE_EXIF;
import static org.apache.commons.imaging.formats.tiff.constants.TiffDirectoryConstants.DIRECTORY_TYPE_GPS;
import static org.apache.commons.imaging.formats.tiff.constants.TiffDirectoryConstants.DIRECTORY_TYPE_ROOT;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.imaging.FormatCompliance;
import org.apache.commons.imaging.bytesource.ByteSource;
import org.apache.commons.imaging.formats.tiff.TiffContents;
import org.apache.commons.imaging.formats.tiff.TiffDirectory;
import org.apache.commons.imaging.formats.tiff.TiffField;
import org.apache.commons.imaging.formats.tiff.TiffReader;
import org.apache.commons.imaging.formats.tiff.constants.TiffDirectoryType;
import org.apache.commons.imaging.formats.tiff.constants.TiffTagConstants;
import org.apache.commons.imaging.formats.tiff.taginfos.TagInfoShort;
import org.apache.commons.imaging.formats.tiff.write.TiffImageWriterLossy;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputDirectory;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputField;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputSet;

/**
 * Copies what is worth keeping of a photo's EXIF (CIPA DC-008): camera, lens, time, exposure,
 * author. A list of what may pass, not of what may not: thumbnails show the face that was drawn
 * over, and makers' notes hold places and serial numbers in forms of their own.
 */
final class ExifCopy {
  /** Tags of the first directory: maker, model, time, author, copyright. */
  private static final Set<Integer> OF_PICTURE = Set.of(0x010f, 0x0110, 0x0132, 0x013b, 0x8298);

  /**
   * Tags of the second directory: exposure, times with their zones, lens and flash, but no serial
   * numbers.
   */
  private static final Set<Integer> OF_EXPOSURE =
      Set.of(
          0x829a, 0x829d, 0x8822, 0x8827, 0x8830, 0x8831, 0x8832, 0x9000, 0x9003, 0x9004, 0x9010,
          0x9011, 0x9012, 0x9201, 0x9202, 0x9203, 0x9204, 0x9205, 0x9207, 0x9208, 0x9209, 0x920a,
          0x9290, 0x9291, 0x9292, 0xa217, 0xa401, 0xa402, 0xa403, 0xa404, 0xa405, 0xa406, 0xa408,
          0xa409, 0xa40a, 0xa432, 0xa433, 0xa434);

  /** No value that may pass is longer. */
  private static final int MOST_BYTES = 4096;

  /** The most bytes of a JPEG's segment, with its name. */
  private static final int MOST_IN_ALL = 65_000;

  private static final TagInfoShort COLOUR_SPACE =
      new TagInfoShort("ColorSpace", 0xa001, TiffDirectoryType.EXIF_DIRECTORY_EXIF_IFD);

  private static final short UPRIGHT = 1;
  private static final short SRGB = 1;

  private ExifCopy() {}

  /**
   * The copy, upright and of sRGB, as the result is.
   *
   * @param tiff the EXIF block
   * @param withPlace true if the coordinates are copied too
   * @return empty if it cannot be read
   */
  static Optional<byte[]> of(byte[] tiff, boolean withPlace) {
    try {
      TiffContents contents =
          new TiffReader(false)
              .readDirectories(ByteSource.array(tiff), false, FormatCompliance.getDefault());
      ByteOrder order = contents.header.byteOrder;
      TiffOutputSet copy = new TiffOutputSet(order);
      TiffOutputDirectory picture = copy.getOrCreateRootDirectory();
      TiffOutputDirectory exposure = copy.getOrCreateExifDirectory();
      for (TiffDirectory directory : contents.directories) {
        switch (directory.type) {
          case DIRECTORY_TYPE_ROOT -> copy(directory, picture, OF_PICTURE);
          case DIRECTORY_TYPE_EXIF -> copy(directory, exposure, OF_EXPOSURE);
          case DIRECTORY_TYPE_GPS -> {
            if (withPlace) {
              copy(directory, copy.getOrCreateGpsDirectory(), Set.of());
            }
          }
          default -> {}
        }
      }
      picture.add(TiffTagConstants.TIFF_TAG_ORIENTATION, UPRIGHT);
      exposure.add(COLOUR_SPACE, SRGB);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new TiffImageWriterLossy(order).write(out, copy);
      return out.size() > MOST_IN_ALL ? Optional.empty() : Optional.of(out.toByteArray());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Copies fields.
   *
   * @param tags those that may pass; all if there are none
   */
  private static void copy(TiffDirectory from, TiffOutputDirectory to, Set<Integer> tags) {
    for (TiffField field : from.getDirectoryEntries()) {
      boolean wanted = tags.isEmpty() || tags.contains(field.getTag());
      if (wanted && field.getBytesLength() <= MOST_BYTES && to.findField(field.getTag()) == null) {
        to.add(
            new TiffOutputField(
                field.getTag(),
                field.getTagInfo(),
                field.getFieldType(),
                (int) field.getCount(),
                field.getByteArrayValue()));
      }
    }
  }
}
