package dev.katong.image.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.katong.KatongException.BadPhoto;
import dev.katong.image.DecodeMemory;
import dev.katong.image.EmbeddedMetadata;
import dev.katong.image.Orientation;
import dev.katong.image.PhotoFolder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The facts of a photo's file, read without decoding a pixel. Kinds are recognised by content,
 * never by name.
 *
 * @param width in pixels as stored, before any turn by EXIF; at least 1
 * @param height in pixels as stored, before any turn by EXIF; at least 1
 * @param components what a pixel is stored as: 1 number for grey, 3 for light (also where these are
 *     found in a table), 4 for CMYK
 * @param memory what decoding takes
 */
public record PhotoHeader(
    Kind kind,
    int width,
    int height,
    Orientation orientation,
    int components,
    DecodeMemory memory,
    EmbeddedMetadata attachments) {

  /** Tiles of small pictures may stick out of them. */
  private static final long MOST_TILE_PIXELS = 1 << 22;

  /** The kinds that can be decoded. */
  public enum Kind {
    JPEG("JPEG"),
    PNG("PNG"),
    WEBP("WebP"),
    GIF("GIF"),
    BMP("BMP"),
    TIFF("TIFF");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** As people write it. */
    public String label() {
      return label;
    }
  }

  /**
   * Reads the header.
   *
   * @param file from the start of the file to its limit; not changed
   * @throws BadPhoto if the bytes are no photo of a known kind, or end too early
   */
  public static PhotoHeader read(ByteBuffer file, String name) {
    if (file.limit() == 0) {
      throw new BadPhoto(name + " is empty; there is no photo in it");
    }
    try {
      return parse(file.duplicate().order(ByteOrder.BIG_ENDIAN), name)
          .filter(header -> isPositive(header, name))
          .orElseThrow(() -> new BadPhoto(name + " " + advice(file)));
    } catch (IndexOutOfBoundsException e) {
      throw new BadPhoto(name + " is damaged: it ends within its header", e);
    }
  }

  private static boolean isPositive(PhotoHeader header, String name) {
    if (header.width < 1 || header.height < 1) {
      throw new BadPhoto(name + " is damaged: its header says that it has no pixels");
    }
    return true;
  }

  private static String advice(ByteBuffer file) {
    return UnsupportedFormat.advice(file)
        .orElse("is not a photo that can be read; use " + PhotoFolder.KINDS);
  }

  /** This without the profile, which may be large. */
  public PhotoHeader withoutProfile() {
    return new PhotoHeader(
        kind, width, height, orientation, components, memory, attachments.withoutProfile());
  }

  public boolean isJpeg() {
    return kind == Kind.JPEG;
  }

  public boolean grey() {
    return components == 1;
  }

  /** True if the colours are inks: cyan, magenta, yellow, black. */
  public boolean cmyk() {
    return components == 4;
  }

  public long pixels() {
    return (long) width * height;
  }

  private static Optional<PhotoHeader> parse(ByteBuffer in, String name) {
    ByteBuffer little = in.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (startsWith(in, 0, "\u00ff\u00d8\u00ff")) {
      return jpeg(in, name);
    }
    if (startsWith(in, 0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(png(in));
    }
    if (UnsupportedFormat.advice(in).isPresent()) {
      return Optional.empty();
    }
    if (startsWith(in, 0, "MM\0*") || startsWith(in, 0, "MM\0+")) {
      return Optional.of(tiff(in, name));
    }
    if (startsWith(in, 0, "II*\0") || startsWith(in, 0, "II+\0")) {
      return Optional.of(tiff(little, name));
    }
    if (startsWith(in, 0, "RIFF") && startsWith(in, 8, "WEBP")) {
      return webp(little);
    }
    if (startsWith(in, 0, "GIF8")) {
      GifHeader gif = GifHeader.read(little);
      EmbeddedMetadata attachments =
          new EmbeddedMetadata(null, null, gif.animated(), gif.transparent());
      return upright(Kind.GIF, gif.width(), gif.height(), DecodeMemory.GIF, attachments);
    }
    return startsWith(in, 0, "BM") ? Optional.of(bmp(little, name)) : Optional.empty();
  }

  private static Optional<PhotoHeader> upright(
      Kind kind, int width, int height, DecodeMemory memory, EmbeddedMetadata attachments) {
    return Optional.of(
        new PhotoHeader(kind, width, height, Orientation.UPRIGHT, 3, memory, attachments));
  }

  private static Optional<PhotoHeader> jpeg(ByteBuffer in, String name) {
    Optional<JpegHeader> found = JpegHeader.read(in);
    if (found.isPresent() && found.get().hasTooManyScans(in)) {
      throw new BadPhoto(
          name + " is not decoded: it has more scans than any photo; save it anew as JPEG");
    }
    return found.map(
        jpeg ->
            new PhotoHeader(
                Kind.JPEG,
                jpeg.width(),
                jpeg.height(),
                jpeg.orientation(),
                jpeg.components(),
                DecodeMemory.ofJpeg(jpeg),
                jpeg.attachments()));
  }

  private static PhotoHeader png(ByteBuffer in) {
    PngHeader png = PngHeader.read(in);
    Orientation orientation = Orientation.of(in, png.attachments().exif());
    return new PhotoHeader(
        Kind.PNG,
        png.width(),
        png.height(),
        orientation,
        png.grey() ? 1 : 3,
        DecodeMemory.ofPng(png).turned(orientation),
        png.attachments());
  }

  private static Optional<PhotoHeader> webp(ByteBuffer in) {
    WebpHeader webp = WebpHeader.read(in);
    if (webp == null) {
      return Optional.empty();
    }
    Orientation orientation = Orientation.of(in, webp.attachments().exif());
    return Optional.of(
        new PhotoHeader(
            Kind.WEBP,
            webp.width(),
            webp.height(),
            orientation,
            3,
            webp.memory().turned(orientation),
            webp.attachments()));
  }

  private static PhotoHeader tiff(ByteBuffer in, String name) {
    TiffHeader tiff = TiffHeader.read(in);
    if (tiff.raw()) {
      throw new BadPhoto(name + " " + UnsupportedFormat.RAW);
    }
    if (tiff.unknown() != null) {
      throw notDecoded(name, "a TIFF " + tiff.unknown());
    }
    long pixels = (long) tiff.width() * tiff.height();
    if (tiff.tilePixels() > Math.max(MOST_TILE_PIXELS, pixels)) {
      throw new BadPhoto(name + " is damaged: its tiles are larger than the picture");
    }
    return new PhotoHeader(
        Kind.TIFF,
        tiff.width(),
        tiff.height(),
        tiff.orientation(),
        tiff.components(),
        tiff.memory().turned(tiff.orientation()),
        tiff.attachments());
  }

  private static PhotoHeader bmp(ByteBuffer in, String name) {
    BmpHeader bmp = BmpHeader.read(in);
    if (!bmp.known()) {
      throw notDecoded(name, "a BMP of a rare compression");
    }
    return new PhotoHeader(
        Kind.BMP,
        bmp.width(),
        bmp.height(),
        Orientation.UPRIGHT,
        3,
        DecodeMemory.ofRaster(bmp.bits() == 32 ? 4 : bmp.bits() == 24 ? 3 : 1, 8, 0),
        new EmbeddedMetadata(null, null, false, bmp.mayBeTransparent()));
  }

  private static BadPhoto notDecoded(String name, String kind) {
    return new BadPhoto(
        "%s is %s, which cannot be decoded here; save it as JPEG or PNG".formatted(name, kind));
  }

  private static boolean startsWith(ByteBuffer in, int at, String magic) {
    if (in.limit() < at + magic.length()) {
      return false;
    }
    byte[] found = new byte[magic.length()];
    in.get(at, found);
    return new String(found, ISO_8859_1).equals(magic);
  }
}
