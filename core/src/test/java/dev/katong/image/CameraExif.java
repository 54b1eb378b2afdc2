package dev.katong.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import org.apache.commons.imaging.common.RationalNumber;
import org.apache.commons.imaging.formats.tiff.constants.ExifTagConstants;
import org.apache.commons.imaging.formats.tiff.constants.TiffTagConstants;
import org.apache.commons.imaging.formats.tiff.fieldtypes.AbstractFieldType;
import org.apache.commons.imaging.formats.tiff.write.TiffImageWriterLossy;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputDirectory;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputField;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputSet;

/** The data that a phone writes about a photo: useful ones and private ones. */
final class CameraExif {
  static final String MODEL = "Pinhole 3";
  static final String SERIAL = "SN-0815-4711";
  static final String NOTE = "the maker's own secret";

  private CameraExif() {}

  /** An EXIF block, turned by 6, of a place in Singapore. */
  static byte[] tiff(ByteOrder order) {
    TiffOutputSet set = new TiffOutputSet(order);
    try {
      TiffOutputDirectory picture = set.getOrCreateRootDirectory();
      picture.add(TiffTagConstants.TIFF_TAG_MAKE, "Katong");
      picture.add(TiffTagConstants.TIFF_TAG_MODEL, MODEL);
      picture.add(TiffTagConstants.TIFF_TAG_ORIENTATION, (short) 6);
      picture.add(TiffTagConstants.TIFF_TAG_DATE_TIME, "2026:11:22 10:00:00");
      TiffOutputDirectory exposure = set.getOrCreateExifDirectory();
      exposure.add(ExifTagConstants.EXIF_TAG_EXPOSURE_TIME, RationalNumber.valueOf(0.008));
      exposure.add(ExifTagConstants.EXIF_TAG_ISO, (short) 200);
      exposure.add(ExifTagConstants.EXIF_TAG_DATE_TIME_ORIGINAL, "2026:11:22 09:30:00");
      exposure.add(ExifTagConstants.EXIF_TAG_BODY_SERIAL_NUMBER, SERIAL);
      byte[] note = NOTE.getBytes(US_ASCII);
      exposure.add(
          new TiffOutputField(
              ExifTagConstants.EXIF_TAG_MAKER_NOTE,
              AbstractFieldType.UNDEFINED,
              note.length,
              note));
      set.setGpsInDegrees(103.905, 1.305);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new TiffImageWriterLossy(order).write(out, set);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
