package dev.katong.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;

import dev.katong.fixture.DrawnPortrait;
import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** Photos as they come: of every kind, in every form, and of people who mean harm. */
final class PhotoCorpus {
  static final int WIDTH = 96;
  static final int HEIGHT = 72;

  private static final int BMP_HEADERS = 54;

  /**
   * A file.
   *
   * @param name such as {@code turned-6.jpg}
   * @param what it is, for people
   * @param expected the picture that it shows; null where it is refused, or shows another
   * @param refused whether it is no photo
   */
  record Sample(
      String name, String what, byte[] file, @Nullable BufferedImage expected, boolean refused) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final List<Sample> samples = new ArrayList<>();
  private final BufferedImage portrait = DrawnPortrait.draw(WIDTH, HEIGHT);
  private final BufferedImage grey = drawn(BufferedImage.TYPE_BYTE_GRAY);
  private final BufferedImage cutOut = cutOut();

  private PhotoCorpus() {
    addJpegs();
    addPngs();
    addOthers();
    addColours();
    addOdd();
    addOddJpegs();
    addOddPngs();
    addOddTiffs();
    addOddBmps();
    addDamaged();
    addHuge();
    addForeign();
  }

  static List<Sample> samples() {
    return new PhotoCorpus().samples;
  }

  /** Files of every kind that can be decoded, the smallest of them first. */
  static List<Sample> whole() {
    return samples().stream().filter(sample -> !sample.refused).toList();
  }

  private void add(String name, String what, byte[] file) {
    samples.add(new Sample(name, what, file, portrait, false));
  }

  private void add(String name, String what, byte[] file, @Nullable BufferedImage expected) {
    samples.add(new Sample(name, what, file, expected, false));
  }

  private void refuse(String name, String what, byte[] file) {
    samples.add(new Sample(name, what, file, null, true));
  }

  private void addJpegs() {
    byte[] jpeg = PhotoFiles.encode(".jpg", portrait);
    add("plain.jpg", "JPEG", jpeg);
    add(
        "progressive.jpg",
        "progressive JPEG",
        PhotoFiles.encode(".jpg", portrait, IMWRITE_JPEG_PROGRESSIVE, 1));
    add("grey.jpg", "grey JPEG", PhotoFiles.write("jpg", grey), grey);
    add("photo.heic", "JPEG with the name of another kind", jpeg);
    for (int turn = 2; turn <= 8; turn++) {
      byte[] stored = PhotoFiles.encode(".jpg", stored(portrait, turn));
      add("turned-" + turn + ".jpg", "JPEG turned in EXIF, " + turn, ExifJpeg.turned(stored, turn));
    }
    add(
        "broken-exif.jpg",
        "JPEG with EXIF that points outside",
        ExifJpeg.withExif(jpeg, new byte[] {'M', 'M', 0, 42, 0x7f, 0, 0, 0, 1}));
    byte[] twice = ByteBuffer.allocate(2 * jpeg.length).put(jpeg).put(jpeg).array();
    add("two-in-one.jpg", "two JPEGs in one file, as 3D cameras write them", twice);
    byte[] tail = ByteBuffer.allocate(jpeg.length + 5000).put(jpeg).array();
    add("tail.jpg", "JPEG with 5000 bytes of something behind it", tail);
  }

  private void addPngs() {
    byte[] png = PhotoFiles.encode(".png", portrait);
    add("plain.png", "PNG", png);
    add("grey.png", "grey PNG", PhotoFiles.write("png", grey), grey);
    BufferedImage palette = drawn(BufferedImage.TYPE_BYTE_INDEXED);
    add("palette.png", "PNG with a palette", PhotoFiles.write("png", palette), palette);
    BufferedImage bits = drawn(BufferedImage.TYPE_BYTE_BINARY);
    add("1-bit.png", "PNG of black and white", PhotoFiles.write("png", bits), bits);
    add("16-bit.png", "PNG of 16 bits", deep(".png", portrait));
    add("16-bit-alpha.png", "PNG of 16 bits with alpha", deepAlpha(), onWhite());
    BufferedImage deepGrey = drawn(BufferedImage.TYPE_USHORT_GRAY);
    add("16-bit-grey.png", "grey PNG of 16 bits", PhotoFiles.write("png", deepGrey), grey);
    add("alpha.png", "PNG with alpha", PhotoFiles.write("png", cutOut), onWhite());
    add(
        "opaque-alpha.png",
        "PNG with alpha that is opaque everywhere",
        PhotoFiles.write("png", drawn(BufferedImage.TYPE_INT_ARGB)));
    add(
        "turned.png",
        "PNG turned in EXIF",
        PhotoFiles.withChunk(
            PhotoFiles.encode(".png", stored(portrait, 6)),
            "eXIf",
            ExifJpeg.tiff(6, ByteOrder.BIG_ENDIAN)));
  }

  private void addOthers() {
    byte[] webp = PhotoFiles.encode(".webp", portrait, IMWRITE_WEBP_QUALITY, 95);
    add("plain.webp", "WebP", webp);
    add(
        "lossless.webp",
        "lossless WebP",
        PhotoFiles.encode(".webp", portrait, IMWRITE_WEBP_QUALITY, 101));
    try (Photo photo = Photo.of(cutOut);
        Mat bgra = photo.transparency().orElseThrow().cutOut(photo.mat())) {
      add(
          "alpha.webp",
          "WebP with alpha",
          PhotoFiles.encode(".webp", bgra, IMWRITE_WEBP_QUALITY, 101),
          onWhite());
    }
    byte[] stored = PhotoFiles.encode(".webp", stored(portrait, 8), IMWRITE_WEBP_QUALITY, 95);
    add(
        "turned.webp",
        "WebP turned in EXIF",
        PhotoFiles.webpWith(
            stored,
            /* width= */ HEIGHT,
            /* height= */ WIDTH,
            new byte[0],
            ExifJpeg.tiff(8, ByteOrder.LITTLE_ENDIAN)));
    add("animated.webp", "animated WebP of three frames", AnimatedFiles.webp(frames()));
    add("animated.png", "animated PNG of three frames", AnimatedFiles.png(frames()));
    BufferedImage palette = drawn(BufferedImage.TYPE_BYTE_INDEXED);
    add("plain.gif", "GIF", PhotoFiles.write("gif", palette), palette);
    add("animated.gif", "animated GIF of three frames", gif(frames()), palette);
    BufferedImage holes = withHoles(palette);
    byte[] transparent = PhotoFiles.write("gif", holes);
    add("transparent.gif", "GIF with transparent parts", transparent, shownOnWhite(holes));
    add(
        "comment-between.gif",
        "GIF with transparent parts and a comment before its picture",
        withComment(transparent),
        shownOnWhite(holes));
    add("plain.bmp", "BMP", PhotoFiles.encode(".bmp", portrait));
    add("fourth-byte-0.bmp", "BMP whose fourth byte is 0 everywhere", bmp32());
    byte[] rgb = PhotoFiles.rgb(portrait);
    add("plain.tif", "TIFF", PhotoFiles.tiff(WIDTH, HEIGHT, 2, 3, 1, rgb, new byte[0]));
    add("16-bit.tif", "TIFF of 16 bits", deep(".tiff", portrait));
    for (int turn : new int[] {3, 6, 8}) {
      BufferedImage turned = stored(portrait, turn);
      add(
          "turned-" + turn + ".tif",
          "TIFF turned by its tag, " + turn,
          PhotoFiles.tiff(
              turned.getWidth(),
              turned.getHeight(),
              2,
              3,
              turn,
              PhotoFiles.rgb(turned),
              new byte[0]));
    }
  }

  private void addColours() {
    byte[] p3 = PhotoFiles.encode(".jpg", in(ColourMath::toDisplayP3));
    add(
        "display-p3.jpg",
        "JPEG of a phone, Display P3",
        PhotoFiles.withProfile(p3, IccProfiles.displayP3()));
    byte[] adobe = PhotoFiles.encode(".jpg", in(ColourMath::toAdobeRgb));
    add(
        "adobe-rgb.jpg",
        "JPEG of a camera, Adobe RGB",
        PhotoFiles.withProfile(adobe, IccProfiles.adobeRgb()));
    byte[] jpeg = PhotoFiles.encode(".jpg", portrait);
    add(
        "srgb.jpg",
        "JPEG with a profile of sRGB",
        PhotoFiles.withProfile(jpeg, IccProfiles.srgb()));
    add(
        "broken-profile.jpg",
        "JPEG with a damaged profile",
        PhotoFiles.withProfile(jpeg, new byte[500]));
    add(
        "other-profile.jpg",
        "JPEG with a CMYK profile",
        PhotoFiles.withProfile(jpeg, IccProfiles.inks()));
    byte[] inks = new byte[4 * WIDTH * HEIGHT];
    BufferedImage printed = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    byte[] rgb = PhotoFiles.rgb(portrait);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      double[] share = new double[4];
      for (int c = 0; c < 3; c++) {
        inks[4 * i + c] = (byte) ~rgb[3 * i + c];
        share[c] = (inks[4 * i + c] & 0xff) / 255.0;
      }
      printed.setRGB(i % WIDTH, i / WIDTH, argb(PrintedCmyk.rgb(share)));
    }
    byte[] plainInks = PhotoFiles.jpeg(WIDTH, HEIGHT, 4, inks);
    add(
        "cmyk.jpg",
        "CMYK JPEG with a profile",
        PhotoFiles.withProfile(plainInks, IccProfiles.inks()),
        printed);
    add("bare-cmyk.jpg", "CMYK JPEG without a profile", plainInks);
    add("cmyk.tif", "CMYK TIFF", PhotoFiles.tiff(WIDTH, HEIGHT, 5, 4, 1, inks, new byte[0]));
  }

  private void addOdd() {
    BufferedImage dot = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR);
    BufferedImage strip = new BufferedImage(30_000, 10, BufferedImage.TYPE_3BYTE_BGR);
    for (String ending : List.of(".jpg", ".png", ".webp", ".bmp", ".tiff")) {
      add("dot" + ending, "one pixel", PhotoFiles.encode(ending, dot), dot);
    }
    for (String ending : List.of(".jpg", ".png", ".bmp", ".tiff")) {
      add("strip" + ending, "30000×10 pixels", PhotoFiles.encode(ending, strip), strip);
    }
  }

  private void addOddJpegs() {
    byte[] jpeg = PhotoFiles.encode(".jpg", portrait);
    add("junk.jpg", "JPEG with 14 stray bytes between segments", withJunk(jpeg, 14));
    byte[] sideways = PhotoFiles.encode(".jpg", stored(portrait, 6));
    add(
        "junk-and-turned.jpg",
        "JPEG with stray bytes before its EXIF",
        withJunk(ExifJpeg.turned(sideways, 6), 2));
    for (int type : new int[] {1, 4, 7, 9}) {
      add(
          "turned-by-type-" + type + ".jpg",
          "JPEG turned in EXIF by a number of TIFF's type " + type,
          ExifJpeg.withExif(sideways, ExifJpeg.tiff(6, type, ByteOrder.BIG_ENDIAN)));
    }
    add("no-end.jpg", "JPEG without its end marker", Arrays.copyOf(jpeg, jpeg.length - 2));
    add("half-an-end.jpg", "JPEG with half its end marker", Arrays.copyOf(jpeg, jpeg.length - 1));
    byte[] progressive = PhotoFiles.encode(".jpg", portrait, IMWRITE_JPEG_PROGRESSIVE, 1);
    add(
        "no-end-progressive.jpg",
        "progressive JPEG without its end marker",
        Arrays.copyOf(progressive, progressive.length - 2));
  }

  private static byte[] withJunk(byte[] jpeg, int length) {
    byte[] junk = new byte[length];
    Arrays.fill(junk, (byte) 0x4b);
    int end = 4 + ((jpeg[4] & 0xff) << 8 | (jpeg[5] & 0xff));
    return ByteBuffer.allocate(jpeg.length + length)
        .put(jpeg, 0, end)
        .put(junk)
        .put(jpeg, end, jpeg.length - end)
        .array();
  }

  private void addOddPngs() {
    byte[] png = PhotoFiles.encode(".png", portrait);
    byte[] sideways = PhotoFiles.encode(".png", stored(portrait, 6));
    byte[] named = ExifJpeg.named(ExifJpeg.tiff(6, ByteOrder.LITTLE_ENDIAN));
    add(
        "exif-prefixed.png",
        "PNG turned in EXIF with JPEG's name before it",
        PhotoFiles.withChunk(sideways, "eXIf", named));
    byte[] text = ExifJpeg.rawProfile(named);
    add(
        "raw-profile.png",
        "PNG turned in EXIF as ImageMagick writes it, as a text",
        PhotoFiles.withChunk(
            sideways, "tEXt", joined("Raw profile type exif\0".getBytes(ISO_8859_1), text)));
    add(
        "raw-profile-deflated.png",
        "PNG turned in EXIF as a deflated text",
        PhotoFiles.withChunk(
            sideways,
            "zTXt",
            joined("Raw profile type APP1\0\0".getBytes(ISO_8859_1), PhotoFiles.deflated(text))));
    byte[] webp = PhotoFiles.encode(".webp", stored(portrait, 6), IMWRITE_WEBP_QUALITY, 95);
    add(
        "exif-prefixed.webp",
        "WebP turned in EXIF with JPEG's name before it",
        PhotoFiles.webpWith(webp, HEIGHT, WIDTH, new byte[0], named));
    add(
        "gamma.png",
        "PNG of linear light, which it says by `gAMA`",
        PhotoFiles.withChunk(
            PhotoFiles.encode(".png", in(ColourMath::linear)), "gAMA", ints(100_000)));
    byte[] primaries = ints(31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000);
    add(
        "primaries.png",
        "PNG of Display P3, which it says by `cHRM`",
        PhotoFiles.withChunk(
            PhotoFiles.encode(".png", in(ColourMath::toDisplayP3)), "cHRM", primaries));
    byte[] broken = PhotoFiles.withChunk(png, "tEXt", new byte[100]);
    broken[33 + 8 + 50] = 1;
    add("broken-text.png", "PNG with a wrong checksum of a text", broken);
    add("no-end.png", "PNG without its last chunk", Arrays.copyOf(png, png.length - 12));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static byte[] ints(int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    return bytes.array();
  }

  private void addOddTiffs() {
    int[] rgb = samples(portrait, 1);
    add("deflated.tif", "deflated TIFF", tiff().pixels(2, 3, 8, rgb).compression(8).file());
    add(
        "planes.tif",
        "TIFF stored channel by channel",
        tiff().apart(TiffFiles.RGB, 3, 8, rgb).file());
    add(
        "planes-16.tif",
        "TIFF of 16 bits stored channel by channel",
        TiffFiles.bigEndian(WIDTH, HEIGHT)
            .apart(TiffFiles.RGB, 3, 16, samples(portrait, 257))
            .file());
    add("big.tif", "BigTIFF", TiffFiles.big(WIDTH, HEIGHT).pixels(TiffFiles.RGB, 3, 8, rgb).file());
    int[] greys = new int[WIDTH * HEIGHT];
    BufferedImage sixteen = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    BufferedImage two = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    int[] bits = new int[WIDTH * HEIGHT];
    for (int i = 0; i < greys.length; i++) {
      greys[i] = rgb[3 * i + 1] >> 4;
      bits[i] = greys[i] >> 3;
      sixteen.setRGB(i % WIDTH, i / WIDTH, 0x111111 * greys[i]);
      two.setRGB(i % WIDTH, i / WIDTH, bits[i] == 0 ? 0x2040a0 : 0xffe0c0);
    }
    add(
        "grey-4.tif",
        "grey TIFF of 4 bits",
        tiff().pixels(TiffFiles.GREY, 1, 4, greys).file(),
        sixteen);
    long[] colours = {0x2020, 0xffff, 0x4040, 0xe0e0, 0xa0a0, 0xc0c0};
    add(
        "palette-1.tif",
        "TIFF with a palette of two colours",
        tiff().pixels(TiffFiles.PALETTE, 1, 1, bits).tag(320, colours).file(),
        two);
    add(
        "alpha.tif",
        "TIFF with alpha",
        tiff().pixels(TiffFiles.RGB, 4, 8, alpha(1, false)).tag(338, 2).file(),
        onWhite());
    add(
        "alpha-16.tif",
        "TIFF of 16 bits with alpha",
        tiff().pixels(TiffFiles.RGB, 4, 16, alpha(257, false)).tag(338, 2).file(),
        onWhite());
    add(
        "alpha-premultiplied.tif",
        "TIFF whose colours are multiplied by alpha",
        tiff().pixels(TiffFiles.RGB, 4, 8, alpha(1, true)).tag(338, 1).file(),
        onWhite());
    add(
        "alpha-premultiplied-16.tif",
        "TIFF of 16 bits whose colours are multiplied by alpha",
        tiff().pixels(TiffFiles.RGB, 4, 16, alpha(257, true)).tag(338, 1).file(),
        onWhite());
    int[] inks = new int[4 * WIDTH * HEIGHT];
    for (int i = 0; i < inks.length; i++) {
      inks[i] = i % 4 == 3 ? 0 : 65535 - 257 * rgb[i / 4 * 3 + i % 4];
    }
    add("cmyk-16.tif", "CMYK TIFF of 16 bits", tiff().pixels(TiffFiles.CMYK, 4, 16, inks).file());
    refuse(
        "zstandard.tif",
        "TIFF compressed by Zstandard",
        tiff().pixels(TiffFiles.RGB, 3, 8, rgb).compression(TiffFiles.ZSTANDARD).file());
    refuse(
        "signed.tif",
        "TIFF of signed numbers",
        tiff().pixels(TiffFiles.GREY, 1, 16, greys).tag(339, 2).file());
  }

  private static TiffFiles tiff() {
    return TiffFiles.of(WIDTH, HEIGHT);
  }

  private static int[] samples(BufferedImage picture, int scale) {
    byte[] rgb = PhotoFiles.rgb(picture);
    int[] samples = new int[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      samples[i] = scale * (rgb[i] & 0xff);
    }
    return samples;
  }

  private int[] alpha(int scale, boolean premultiplied) {
    int[] rgba = new int[4 * WIDTH * HEIGHT];
    for (int i = 0; i < rgba.length; i++) {
      int argb = cutOut.getRGB(i / 4 % WIDTH, i / 4 / WIDTH);
      int opacity = argb >>> 24;
      int sample = i % 4 == 3 ? opacity : argb >> (16 - 8 * (i % 4)) & 0xff;
      rgba[i] = scale * (premultiplied && i % 4 < 3 ? (sample * opacity + 127) / 255 : sample);
    }
    return rgba;
  }

  private void addOddBmps() {
    BufferedImage palette = drawn(BufferedImage.TYPE_BYTE_INDEXED);
    add("palette.bmp", "BMP with a palette", PhotoFiles.write("bmp", palette), palette);
    add("os2.bmp", "BMP with a palette, of OS/2", BmpFiles.os2(palette), palette);
    BufferedImage narrow = palette.getSubimage(0, 0, 65, HEIGHT);
    add("runs.bmp", "BMP of runs, 65 pixels wide", BmpFiles.runs(narrow), narrow);
    add("masks.bmp", "BMP with masks of its bits", BmpFiles.masks(portrait));
    add(
        "alpha-mask.bmp",
        "BMP of 32 bits with alpha, its header of 56 bytes",
        BmpFiles.alphaMask(cutOut),
        onWhite());
    byte[] jpeg = BmpFiles.masks(portrait);
    jpeg[30] = 4;
    refuse("jpeg.bmp", "BMP that holds a JPEG", jpeg);
  }

  private void addDamaged() {
    refuse("empty.jpg", "a file of no bytes", new byte[0]);
    refuse("text.jpg", "a text", "hello, this is not a photo".getBytes(ISO_8859_1));
    refuse("zeros.png", "4000 zeros", new byte[4000]);
    byte[] jpeg = PhotoFiles.encode(".jpg", portrait);
    byte[] wrong = jpeg.clone();
    wrong[0] = 0;
    refuse("wrong-start.jpg", "JPEG whose first byte is wrong", wrong);
    refuse("half.jpg", "the first half of a JPEG", Arrays.copyOf(jpeg, jpeg.length / 2));
    byte[] ended = Arrays.copyOf(jpeg, jpeg.length / 2);
    ended[ended.length - 2] = (byte) 0xff;
    ended[ended.length - 1] = (byte) 0xd9;
    refuse("ended-early.jpg", "the first half of a JPEG with an end", ended);
    byte[] progressive = PhotoFiles.encode(".jpg", portrait, IMWRITE_JPEG_PROGRESSIVE, 1);
    refuse("hole.jpg", "JPEG without 300 bytes of its middle", without(jpeg, 300));
    refuse("hole-progressive.jpg", "the same, progressive", without(progressive, 300));
    byte[] more = Arrays.copyOf(jpeg, jpeg.length + 18);
    Arrays.fill(more, jpeg.length - 2, jpeg.length + 16, (byte) 7);
    more[more.length - 2] = (byte) 0xff;
    more[more.length - 1] = (byte) 0xd9;
    add("more-data.jpg", "JPEG with bytes between its data and its end", more);
    refuse(
        "last-rows-missing.jpg",
        "JPEG without its last 100 bytes",
        Arrays.copyOf(jpeg, jpeg.length - 100));
    byte[] png = PhotoFiles.encode(".png", portrait);
    refuse("half.png", "the first half of a PNG", Arrays.copyOf(png, png.length / 2));
    byte[] webp = PhotoFiles.encode(".webp", portrait);
    refuse("half.webp", "the first half of a WebP", Arrays.copyOf(webp, webp.length / 2));
    byte[] gif = PhotoFiles.write("gif", drawn(BufferedImage.TYPE_BYTE_INDEXED));
    refuse("half.gif", "the first half of a GIF", Arrays.copyOf(gif, gif.length / 2));
    byte[] bmp = PhotoFiles.encode(".bmp", portrait);
    refuse("half.bmp", "the first half of a BMP", Arrays.copyOf(bmp, bmp.length / 2));
    byte[] tiff = PhotoFiles.tiff(WIDTH, HEIGHT, 2, 3, 1, PhotoFiles.rgb(portrait), new byte[0]);
    refuse("half.tif", "the first half of a TIFF", Arrays.copyOf(tiff, tiff.length / 2));
    byte[] noSides = png.clone();
    Arrays.fill(noSides, 16, 24, (byte) 0);
    refuse("no-sides.png", "PNG of 0×0 pixels", noSides);
    refuse("scans.jpg", "progressive JPEG with 500 scans", manyScans());
  }

  private void addHuge() {
    refuse("bomb.png", "PNG of 65535×65535 pixels in 33 bytes", hugePng());
    byte[] gif = PhotoFiles.write("gif", drawn(BufferedImage.TYPE_BYTE_INDEXED));
    Arrays.fill(gif, 6, 10, (byte) 0xff);
    refuse("bomb.gif", "GIF whose canvas is 65535×65535", gif);
    byte[] jpeg = PhotoFiles.encode(".jpg", portrait);
    int frame = frameOf(jpeg);
    Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0xff);
    refuse("bomb.jpg", "JPEG that says 65535×65535", jpeg);
    byte[] bmp = PhotoFiles.encode(".bmp", portrait);
    Arrays.fill(bmp, 18, 22, (byte) 0x7f);
    refuse("bomb.bmp", "BMP that is 2 billion pixels wide", bmp);
    byte[] tiff = PhotoFiles.tiff(WIDTH, HEIGHT, 2, 3, 1, PhotoFiles.rgb(portrait), new byte[0]);
    ByteBuffer.wrap(tiff)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(18, 2_000_000)
        .putInt(30, 2_000_000);
    refuse("bomb.tif", "TIFF that says 2000000×2000000", tiff);
    byte[] lossless = PhotoFiles.encode(".webp", portrait, IMWRITE_WEBP_QUALITY, 101);
    byte[] webp = PhotoFiles.webpWith(lossless, 1 << 24, 1 << 24, new byte[0], new byte[0]);
    refuse("bomb.webp", "WebP that says 16777216×16777216", webp);
  }

  private void addForeign() {
    refuse("photo-of-a-phone.jpg", "HEIC with the name of a JPEG", boxes("heic", "mif1"));
    refuse("photo.avif", "AVIF", boxes("avif", "mif1"));
    refuse("general.heic", "HEIC by its second brand", boxes("mif1", "heic"));
    refuse("general.avif", "AVIF by its second brand", boxes("mif1", "avif"));
    refuse("rare.heif", "HEIF that names no codec", boxes("mif1", "mif1"));
    refuse("clip.jpg", "a video", boxes("isom", "mif1"));
    refuse("photo.jxl", "JPEG XL", new byte[] {(byte) 0xff, 0x0a, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    refuse("layers.psd", "Photoshop", "8BPS\0\1\0\0\0\0\0\0\0\3".getBytes(ISO_8859_1));
    byte[] raw = PhotoFiles.tiff(WIDTH, HEIGHT, 2, 3, 1, PhotoFiles.rgb(portrait), new byte[0]);
    // The last tag becomes the one that DNG has.
    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).putShort(10 + 12 * 10, (short) 50706);
    refuse("raw.dng", "a camera's raw file", raw);
    refuse("letter.pdf", "PDF", "%PDF-1.7 and more of it".getBytes(ISO_8859_1));
  }

  private BufferedImage drawn(int type) {
    return converted(portrait, type);
  }

  private static BufferedImage converted(BufferedImage from, int type) {
    BufferedImage to = new BufferedImage(from.getWidth(), from.getHeight(), type);
    Graphics2D g = to.createGraphics();
    g.drawImage(from, 0, 0, null);
    g.dispose();
    return to;
  }

  /** The portrait in a disc, and half transparent to its left. */
  private BufferedImage cutOut() {
    BufferedImage cut = drawn(BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        boolean inside = Math.hypot(x - WIDTH / 2.0, y - HEIGHT / 2.0) < HEIGHT / 2.0;
        int alpha = inside ? 255 : x < WIDTH / 4 ? 128 : 0;
        cut.setRGB(x, y, alpha << 24 | (cut.getRGB(x, y) & 0xffffff));
      }
    }
    return cut;
  }

  private BufferedImage onWhite() {
    BufferedImage white = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = white.createGraphics();
    g.setComposite(AlphaComposite.SrcOver);
    g.drawImage(cutOut, 0, 0, Color.WHITE, null);
    g.dispose();
    return white;
  }

  private List<BufferedImage> frames() {
    return List.of(
        portrait,
        DrawnPortrait.drawLandscape(WIDTH, HEIGHT),
        DrawnPortrait.drawLandscape(WIDTH, HEIGHT));
  }

  private BufferedImage in(UnaryOperator<double[]> space) {
    BufferedImage other = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int rgb = portrait.getRGB(x, y);
        double[] parts = {(rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0};
        other.setRGB(x, y, argb(space.apply(parts)));
      }
    }
    return other;
  }

  private static int argb(double[] rgb) {
    int argb = 0xff;
    for (double part : rgb) {
      argb = argb << 8 | (int) Math.max(0, Math.min(255, Math.round(part * 255)));
    }
    return argb;
  }

  /**
   * An upright picture as it is stored under an orientation: by the origin of each of its pixels.
   */
  static BufferedImage stored(BufferedImage upright, int orientation) {
    int w = upright.getWidth();
    int h = upright.getHeight();
    boolean swapped = orientation >= 5;
    BufferedImage stored =
        new BufferedImage(swapped ? h : w, swapped ? w : h, BufferedImage.TYPE_3BYTE_BGR);
    for (int row = 0; row < stored.getHeight(); row++) {
      for (int column = 0; column < stored.getWidth(); column++) {
        // The 0th row and column are at these sides of the upright picture (CIPA DC-008, 4.6.4).
        int rgb =
            switch (orientation) {
              case 2 -> upright.getRGB(w - 1 - column, row);
              case 3 -> upright.getRGB(w - 1 - column, h - 1 - row);
              case 4 -> upright.getRGB(column, h - 1 - row);
              case 5 -> upright.getRGB(row, column);
              case 6 -> upright.getRGB(w - 1 - row, column);
              case 7 -> upright.getRGB(w - 1 - row, h - 1 - column);
              case 8 -> upright.getRGB(row, h - 1 - column);
              default -> upright.getRGB(column, row);
            };
        stored.setRGB(column, row, rgb);
      }
    }
    return stored;
  }

  private static byte[] deep(String ending, BufferedImage picture) {
    try (Photo photo = Photo.of(picture);
        Mat deep = new Mat()) {
      photo.mat().convertTo(deep, CV_16U, 257, 0);
      return PhotoFiles.encode(ending, deep);
    }
  }

  private byte[] deepAlpha() {
    try (Photo photo = Photo.of(cutOut);
        Mat bgra = photo.transparency().orElseThrow().cutOut(photo.mat());
        Mat deep = new Mat()) {
      bgra.convertTo(deep, CV_16U, 257, 0);
      return PhotoFiles.encode(".png", deep);
    }
  }

  /** Java writes 24 bits; this is the plain form with 32 of the oldest header. */
  private byte[] bmp32() {
    ByteBuffer out =
        ByteBuffer.allocate(BMP_HEADERS + 4 * WIDTH * HEIGHT).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'B').put((byte) 'M').putInt(out.capacity()).putInt(0).putInt(BMP_HEADERS);
    out.putInt(40).putInt(WIDTH).putInt(HEIGHT).putShort((short) 1).putShort((short) 32);
    out.position(BMP_HEADERS);
    for (int y = HEIGHT - 1; y >= 0; y--) {
      for (int x = 0; x < WIDTH; x++) {
        out.putInt(portrait.getRGB(x, y) & 0xffffff);
      }
    }
    return out.array();
  }

  private static byte[] without(byte[] file, int bytes) {
    int middle = file.length / 2;
    return ByteBuffer.allocate(file.length - bytes)
        .put(file, 0, middle)
        .put(file, middle + bytes, file.length - middle - bytes)
        .array();
  }

  private byte[] manyScans() {
    byte[] jpeg = PhotoFiles.encode(".jpg", portrait, IMWRITE_JPEG_PROGRESSIVE, 1);
    int scan = 2;
    while ((jpeg[scan + 1] & 0xff) != 0xda) {
      scan += 2 + ((jpeg[scan + 2] & 0xff) << 8 | (jpeg[scan + 3] & 0xff));
    }
    int end = scan + 2;
    while ((jpeg[end] & 0xff) != 0xff || jpeg[end + 1] == 0) {
      end++;
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(jpeg, 0, scan);
    for (int i = 0; i < 500; i++) {
      file.write(jpeg, scan, end - scan);
    }
    file.write(jpeg, end, jpeg.length - end);
    return file.toByteArray();
  }

  private static int frameOf(byte[] jpeg) {
    int at = 2;
    while ((jpeg[at + 1] & 0xff) != 0xc0) {
      at += 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
    }
    return at;
  }

  private static byte[] hugePng() {
    return ByteBuffer.allocate(33)
        .putLong(0x89504e470d0a1a0aL)
        .putInt(13)
        .putInt(0x49484452)
        .putInt(65535)
        .putInt(65535)
        .put(new byte[] {8, 2, 0, 0, 0})
        .array();
  }

  private static byte[] boxes(String brand, String compatible) {
    return ByteBuffer.allocate(500)
        .putInt(20)
        .put("ftyp".getBytes(ISO_8859_1))
        .put(brand.getBytes(ISO_8859_1))
        .putInt(0)
        .put(compatible.getBytes(ISO_8859_1))
        .array();
  }

  /** The middle is transparent. */
  private static BufferedImage withHoles(BufferedImage indexed) {
    IndexColorModel colours = (IndexColorModel) indexed.getColorModel();
    int size = colours.getMapSize();
    int[] rgb = new int[size];
    colours.getRGBs(rgb);
    int hole = size - 1;
    BufferedImage holes =
        new BufferedImage(
            WIDTH,
            HEIGHT,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, size, rgb, 0, false, hole, DataBuffer.TYPE_BYTE));
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        boolean middle = Math.abs(x - WIDTH / 2) < 20 && Math.abs(y - HEIGHT / 2) < 10;
        int index = middle ? hole : Math.min(hole - 1, indexed.getRaster().getSample(x, y, 0));
        holes.getRaster().setSample(x, y, 0, index);
      }
    }
    return holes;
  }

  private static BufferedImage shownOnWhite(BufferedImage picture) {
    BufferedImage shown = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = shown.createGraphics();
    g.drawImage(picture, 0, 0, Color.WHITE, null);
    g.dispose();
    return shown;
  }

  /** A GIF with a comment between graphic control and picture, where decoders do not expect it. */
  private static byte[] withComment(byte[] gif) {
    int control = 13 + (3 << ((gif[10] & 7) + 1));
    if (gif[control] != 0x21 || (gif[control + 1] & 0xff) != 0xf9) {
      throw new AssertionError("Java writes the graphic control first");
    }
    byte[] comment = {0x21, (byte) 0xfe, 2, 'h', 'i', 0};
    return ByteBuffer.allocate(gif.length + comment.length)
        .put(gif, 0, control + 8)
        .put(comment)
        .put(gif, control + 8, gif.length - control - 8)
        .array();
  }

  private static byte[] gif(List<BufferedImage> frames) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (BufferedImage frame : frames) {
        BufferedImage palette = converted(frame, BufferedImage.TYPE_BYTE_INDEXED);
        IIOMetadata metadata =
            writer.getDefaultImageMetadata(new ImageTypeSpecifier(palette), null);
        IIOMetadataNode root = new IIOMetadataNode("javax_imageio_gif_image_1.0");
        IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
        control.setAttribute("disposalMethod", "none");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("delayTime", "10");
        control.setAttribute("transparentColorIndex", "0");
        root.appendChild(control);
        metadata.mergeTree("javax_imageio_gif_image_1.0", root);
        writer.writeToSequence(new IIOImage(palette, null, metadata), null);
      }
      writer.endWriteSequence();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }
}
