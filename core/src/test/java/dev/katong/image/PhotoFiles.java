package dev.katong.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Files of photos in all the ways in which they come. */
public final class PhotoFiles {
  private static final int APP2 = 0xe2;
  private static final int APP14 = 0xee;
  private static final int MOST_PROFILE_PART = 65_000;

  private PhotoFiles() {}

  /** Encodes by OpenCV. */
  public static byte[] encode(String ending, Mat picture, int... settings) {
    try (IntPointer chosen = new IntPointer(settings);
        BytePointer encoded = new BytePointer()) {
      assertThat(imencode(ending, picture, encoded, chosen)).isTrue();
      byte[] file = new byte[(int) encoded.limit()];
      encoded.get(file);
      return file;
    }
  }

  /** Encodes by OpenCV. */
  public static byte[] encode(String ending, BufferedImage picture, int... settings) {
    try (Photo photo = Photo.of(picture)) {
      return encode(ending, photo.mat(), settings);
    }
  }

  /** Encodes by Java's own writers. */
  static byte[] write(String format, BufferedImage picture) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      assertThat(ImageIO.write(picture, format, file)).as(format).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  /** A JPEG of best quality that holds these numbers, whatever they mean. */
  static byte[] jpeg(int width, int height, int components, byte[] samples) {
    Raster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(samples, samples.length),
            width,
            height,
            width * components,
            components,
            Arrays.copyOf(new int[] {0, 1, 2, 3}, components),
            null);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      ImageWriteParam best = writer.getDefaultWriteParam();
      best.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      best.setCompressionQuality(1);
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), best);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }

  /** The JPEG with Adobe's segment: inks are inverted, and may be stored as luminance. */
  static byte[] asAdobe(byte[] jpeg, boolean luminance) {
    byte[] content = {0, 100, 0, 0, 0, 0, (byte) (luminance ? 2 : 0)};
    return withSegment(jpeg, APP14, "Adobe", content);
  }

  /** The JPEG with a profile, in as many segments as it takes. */
  static byte[] withProfile(byte[] jpeg, byte[] icc) {
    int parts = (icc.length + MOST_PROFILE_PART - 1) / MOST_PROFILE_PART;
    byte[] file = jpeg;
    for (int part = parts; part >= 1; part--) {
      int begin = (part - 1) * MOST_PROFILE_PART;
      int length = Math.min(MOST_PROFILE_PART, icc.length - begin);
      byte[] content =
          ByteBuffer.allocate(2 + length)
              .put((byte) part)
              .put((byte) parts)
              .put(icc, begin, length)
              .array();
      file = withSegment(file, APP2, "ICC_PROFILE\0", content);
    }
    return file;
  }

  private static byte[] withSegment(byte[] jpeg, int marker, String name, byte[] content) {
    byte[] letters = name.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(jpeg.length + 4 + letters.length + content.length)
        .put(jpeg, 0, 2)
        .putShort((short) (0xff00 | marker))
        .putShort((short) (2 + letters.length + content.length))
        .put(letters)
        .put(content)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** The PNG with a chunk behind its first. */
  public static byte[] withChunk(byte[] png, String type, byte[] content) {
    byte[] body =
        ByteBuffer.allocate(4 + content.length).put(type.getBytes(ISO_8859_1)).put(content).array();
    CRC32 sum = new CRC32();
    sum.update(body);
    return ByteBuffer.allocate(png.length + 8 + body.length)
        .put(png, 0, 33)
        .putInt(content.length)
        .put(body)
        .putInt((int) sum.getValue())
        .put(png, 33, png.length - 33)
        .array();
  }

  /** The PNG with a profile. */
  static byte[] pngWithProfile(byte[] png, byte[] icc) {
    byte[] packed = deflated(icc);
    return withChunk(
        png,
        "iCCP",
        ByteBuffer.allocate(3 + packed.length)
            .put((byte) 'p')
            .putShort((short) 0)
            .put(packed)
            .array());
  }

  public static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater();
    deflater.setInput(content);
    deflater.finish();
    byte[] packed = new byte[content.length + 1000];
    int length = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, length);
  }

  /**
   * An uncompressed TIFF of 8-bit samples.
   *
   * @param colours the photometric interpretation: 2 is RGB, 5 is CMYK
   * @param icc a profile, or nothing
   */
  static byte[] tiff(
      int width,
      int height,
      int colours,
      int components,
      int orientation,
      byte[] samples,
      byte[] icc) {
    Map<Integer, int[]> tags = new TreeMap<>(); // type, count, value
    int entries = icc.length == 0 ? 11 : 12;
    int bits = 8 + 2 + 12 * entries + 4;
    int data = bits + 2 * components;
    tags.put(256, new int[] {4, 1, width});
    tags.put(257, new int[] {4, 1, height});
    tags.put(258, new int[] {3, components, components > 2 ? bits : 8});
    tags.put(259, new int[] {3, 1, 1});
    tags.put(262, new int[] {3, 1, colours});
    tags.put(273, new int[] {4, 1, data});
    tags.put(274, new int[] {3, 1, orientation});
    tags.put(277, new int[] {3, 1, components});
    tags.put(278, new int[] {4, 1, height});
    tags.put(279, new int[] {4, 1, samples.length});
    tags.put(284, new int[] {3, 1, 1});
    if (icc.length > 0) {
      tags.put(34675, new int[] {7, icc.length, data + samples.length});
    }
    ByteBuffer out =
        ByteBuffer.allocate(data + samples.length + icc.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put("II*\0".getBytes(ISO_8859_1)).putInt(8).putShort((short) tags.size());
    tags.forEach(
        (tag, entry) ->
            out.putShort(tag.shortValue())
                .putShort((short) entry[0])
                .putInt(entry[1])
                .putInt(entry[2]));
    out.putInt(0);
    for (int i = 0; i < components; i++) {
      out.putShort((short) 8);
    }
    return out.put(samples).put(icc).array();
  }

  /** The WebP with chunks of metadata, in the extended form. */
  static byte[] webpWith(byte[] webp, int width, int height, byte[] icc, byte[] exif) {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    byte[] canvas = new byte[10];
    canvas[0] = (byte) ((icc.length > 0 ? 0x20 : 0) | (exif.length > 0 ? 0x08 : 0));
    for (int i = 0; i < 3; i++) {
      canvas[4 + i] = (byte) ((width - 1) >> (8 * i));
      canvas[7 + i] = (byte) ((height - 1) >> (8 * i));
    }
    chunk(chunks, "VP8X", canvas);
    if (icc.length > 0) {
      chunk(chunks, "ICCP", icc);
    }
    chunks.write(webp, 12, webp.length - 12);
    if (exif.length > 0) {
      chunk(chunks, "EXIF", exif);
    }
    return ByteBuffer.allocate(12 + chunks.size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(ISO_8859_1))
        .putInt(4 + chunks.size())
        .put("WEBP".getBytes(ISO_8859_1))
        .put(chunks.toByteArray())
        .array();
  }

  private static void chunk(ByteArrayOutputStream out, String name, byte[] content) {
    byte[] bytes =
        ByteBuffer.allocate(8 + content.length + (content.length & 1))
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(name.getBytes(ISO_8859_1))
            .putInt(content.length)
            .put(content)
            .array();
    out.write(bytes, 0, bytes.length);
  }

  /** Samples of a picture, red before green before blue. */
  static byte[] rgb(BufferedImage picture) {
    byte[] samples = new byte[3 * picture.getWidth() * picture.getHeight()];
    int at = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int rgb = picture.getRGB(x, y);
        for (int shift = 16; shift >= 0; shift -= 8) {
          samples[at++] = (byte) (rgb >> shift);
        }
      }
    }
    return samples;
  }
}
