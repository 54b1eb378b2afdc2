package dev.katong.image.format;

import dev.katong.image.DecodeMemory;
import dev.katong.image.EmbeddedMetadata;
import dev.katong.image.EmbeddedMetadata.Span;
import dev.katong.image.Orientation;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first directory of a TIFF (TIFF 6.0), or of a BigTIFF, whose numbers are longer.
 *
 * @param width as stored, before any turn
 * @param height as stored, before any turn
 * @param components what a pixel is stored as: 1 number for grey, 3 for light, 4 for CMYK
 * @param tilePixels of a tile, which a decoder unpacks as a whole; 0 where there are strips
 * @param raw true if it is a camera's raw file, whose first picture is a thumbnail
 * @param unknown what of it cannot be decoded, as the end of "is a TIFF"; null where nothing is
 *     known
 */
public record TiffHeader(
    int width,
    int height,
    Orientation orientation,
    int components,
    long tilePixels,
    boolean raw,
    @Nullable String unknown,
    DecodeMemory memory,
    EmbeddedMetadata attachments) {
  private static final int BIG = 43;

  private static final int WHITE_IS_0 = 0;
  private static final int BLACK_IS_0 = 1;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int CMYK = 5;
  private static final int LUMINANCE = 6;
  private static final int LAB = 8;
  private static final int LAB_OF_ITU = 10;
  private static final int CAMERA_SENSOR = 32803;
  private static final int LINEAR_SENSOR = 34892;

  private static final int OLD_JPEG = 6;
  private static final int JPEG = 7;

  /** Compressions that no decoder here knows. */
  private static final Map<Integer, String> UNKNOWN_COMPRESSIONS =
      Map.of(
          34661, "JBIG",
          34712, "JPEG 2000",
          34887, "LERC",
          34925, "LZMA",
          50000, "Zstandard",
          50001, "WebP",
          50002, "JPEG XL",
          52546, "JPEG XL");

  private static final int SIGNED = 2;
  private static final int COMPLEX = 5;

  private static final int APART = 2;

  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG_8 = 16;

  /** The flag of a picture that is a smaller version of another one in the file. */
  private static final int REDUCED = 1;

  private static final int MOST_TILE_SIDE = 1 << 24;

  /**
   * Reads the directory.
   *
   * @param in in the file's own byte order
   * @throws IndexOutOfBoundsException if the file ends before the directory does
   */
  static TiffHeader read(ByteBuffer in) {
    return new Directory(in).header();
  }

  /**
   * Makes the first directory the last, so that a decoder does not read thousands of them.
   *
   * @param in in the file's own byte order; changed
   */
  public static void endAfterFirst(ByteBuffer in) {
    Directory directory = new Directory(in);
    if (directory.big) {
      in.putLong(directory.end(), 0);
    } else {
      in.putInt(directory.end(), 0);
    }
  }

  /** The numbers of a directory, as far as they are looked at. */
  private static final class Directory {
    private final ByteBuffer in;
    private final boolean big;
    private final int begin;
    private final int count;

    Directory(ByteBuffer in) {
      this.in = in;
      big = u16(2) == BIG;
      begin = Math.toIntExact(checked(big ? in.getLong(8) : in.getInt(4) & 0xffffffffL));
      long entries = big ? in.getLong(begin) : u16(begin);
      count = Math.toIntExact(checked(entries));
      checked((long) begin + (long) count * entryBytes());
    }

    /** The position of the next directory's offset. */
    int end() {
      return begin + (big ? 8 : 2) + count * entryBytes();
    }

    private int entryBytes() {
      return big ? 20 : 12;
    }

    private long checked(long offset) {
      if (offset < 0 || offset > in.limit()) {
        throw new IndexOutOfBoundsException();
      }
      return offset;
    }

    private int u16(int at) {
      return in.getShort(at) & 0xffff;
    }

    /** The position of a tag's entry; 0 if there is none. */
    private int entry(int tag) {
      for (int i = 0; i < count; i++) {
        int entry = begin + (big ? 8 : 2) + i * entryBytes();
        if (u16(entry) == tag) {
          return entry;
        }
      }
      return 0;
    }

    private long length(int entry) {
      return big ? in.getLong(entry + 4) : in.getInt(entry + 4) & 0xffffffffL;
    }

    /** The position of an entry's values: in itself, if they fit. */
    private long place(int entry, long bytes) {
      int field = entry + (big ? 12 : 8);
      return bytes <= (big ? 8 : 4)
          ? field
          : big ? in.getLong(field) : in.getInt(field) & 0xffffffffL;
    }

    /** The first value of a tag. */
    long number(int tag, long otherwise) {
      int entry = entry(tag);
      if (entry == 0) {
        return otherwise;
      }
      int type = u16(entry + 2);
      int bytes = type == BYTE ? 1 : type == SHORT ? 2 : type >= LONG_8 ? 8 : 4;
      int at = Math.toIntExact(checked(place(entry, bytes * length(entry))));
      return switch (bytes) {
        case 1 -> in.get(at) & 0xff;
        case 2 -> u16(at);
        case 8 -> in.getLong(at);
        default -> in.getInt(at) & 0xffffffffL;
      };
    }

    private int small(int tag, int otherwise) {
      long number = number(tag, otherwise);
      return number < 0 || number > Integer.MAX_VALUE ? -1 : (int) number;
    }

    private byte @Nullable [] profile() {
      int entry = entry(34675);
      if (entry == 0) {
        return null;
      }
      long length = length(entry);
      long offset = place(entry, length);
      boolean inside = offset > 0 && length > 0 && offset + length <= in.limit();
      return inside && length <= EmbeddedMetadata.MOST_PROFILE_BYTES
          ? new Span((int) offset, (int) length).copyOf(in)
          : new byte[0];
    }

    TiffHeader header() {
      int width = small(256, 0);
      int height = small(257, 0);
      int bits = small(258, 1);
      int compression = small(259, 1);
      int samples = small(277, 1);
      int colours = small(262, samples >= 3 ? RGB : BLACK_IS_0);
      int orientation = small(274, 1);
      int planes = small(284, 1);
      long tileWidth = number(322, 0);
      long tileHeight = number(323, 0);
      boolean lab = colours >= LAB && colours <= LAB_OF_ITU;
      boolean sensor = colours == CAMERA_SENSOR || colours == LINEAR_SENSOR;
      boolean raw = sensor || entry(50706) > 0 || (small(254, 0) & REDUCED) != 0;
      boolean inks = colours == CMYK;
      boolean alpha = entry(338) > 0 || samples > (colours < RGB || colours == PALETTE ? 1 : 3);
      boolean tiled = tileWidth > 0 && tileHeight > 0;
      boolean hugeTile = Math.max(tileWidth, tileHeight) > MOST_TILE_SIDE;
      long pixels = (long) width * height;
      long unit = tiled ? tileWidth * tileHeight : width * number(278, height);
      boolean jpeg = compression == OLD_JPEG || compression == JPEG;
      return new TiffHeader(
          width,
          height,
          Orientation.of(orientation),
          inks ? 4 : colours == WHITE_IS_0 || colours == BLACK_IS_0 ? 1 : 3,
          hugeTile ? Long.MAX_VALUE : tileWidth * tileHeight,
          raw,
          unknown(compression, colours, planes, lab).orElse(null),
          DecodeMemory.ofRaster(
              samples, bits, jpeg && unit > 0 ? Math.min(unit, pixels) * samples : 0),
          new EmbeddedMetadata(
              lab ? null : profile(),
              new Exif(new Span(0, in.limit()), Exif.Form.BLOCK),
              false,
              alpha && !inks));
    }

    private Optional<String> unknown(int compression, int colours, int planes, boolean lab) {
      int format = small(339, 1);
      String coding = UNKNOWN_COMPRESSIONS.get(compression);
      if (coding != null) {
        return Optional.of("compressed by " + coding);
      }
      if (format == SIGNED || format >= COMPLEX) {
        return Optional.of("of signed or complex numbers");
      }
      if (planes == APART && (lab || colours == LUMINANCE)) {
        return Optional.of("whose channels of luminance and colour are stored apart");
      }
      return Optional.empty();
    }
  }
}
