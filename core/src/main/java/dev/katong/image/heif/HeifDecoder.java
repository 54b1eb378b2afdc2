package dev.katong.image.heif;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_MAKETYPE;

import dev.katong.image.Refused;
import dev.katong.memory.NativeMemory;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** Decodes the picture of a HEIC or AVIF file, tile by tile. */
public final class HeifDecoder {
  /** Alpha has all numbers for itself, whatever its data says. */
  private static final CodedColour ALPHA = new CodedColour(2, 2, 2, true);

  private final TileDecoders decoders;
  private final HeifHeader.Picture picture;
  private final boolean deep;

  private HeifDecoder(TileDecoders decoders, HeifHeader.Picture picture, boolean deep) {
    this.decoders = decoders;
    this.picture = picture;
    this.deep = deep;
  }

  /**
   * The samples of a picture, cropped and not turned.
   *
   * @param colours grey or BGR, of 8 or 16 bits
   * @param alpha of 8 or 16 bits; null where all is opaque
   * @param premultiplied true if colours are multiplied by alpha
   */
  public record Samples(Mat colours, @Nullable Mat alpha, boolean premultiplied)
      implements AutoCloseable {
    @Override
    public void close() {
      NativeMemory.release(colours, alpha);
    }
  }

  /**
   * Decodes the picture.
   *
   * @param file whose header was read
   * @param decoders of its tiles
   * @param keepDepth true if samples of more than 8 bits give 16 bits, false if they give 8
   * @return closed by the caller
   * @throws Refused if the file is damaged, or of a kind that cannot be decoded
   * @throws IOException if a tile cannot be decoded
   */
  public static Samples decode(ByteBuffer file, TileDecoders decoders, boolean keepDepth)
      throws IOException {
    try {
      HeifHeader.Picture picture = HeifHeader.Picture.read(file);
      boolean deep = keepDepth && picture.samples().bits() > 8;
      return new HeifDecoder(decoders, picture, deep).decode();
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw Refused.damaged("a box of it ends too early");
    }
  }

  private Samples decode() throws IOException {
    Mat colours = drawn(picture.image(), null);
    try {
      Mat alpha = picture.alpha() == null ? null : drawn(picture.alpha(), ALPHA);
      return new Samples(colours, alpha, picture.premultiplied());
    } catch (IOException | RuntimeException | Error e) {
      colours.close();
      throw e;
    }
  }

  private Mat drawn(CodedImage image, @Nullable CodedColour meaning) throws IOException {
    Mat canvas = new Mat();
    try {
      draw(image, meaning, canvas);
      return canvas;
    } catch (IOException | RuntimeException | Error e) {
      canvas.close();
      throw e;
    }
  }

  /** Allocates the canvas for the first tile: headers do not always tell grey ones from others. */
  private void prepare(Mat canvas, int channels) {
    Placement shown = picture.placement();
    canvas.create(shown.height(), shown.width(), CV_MAKETYPE(deep ? CV_16U : CV_8U, channels));
  }

  /**
   * Draws an image's tiles.
   *
   * @param meaning of the luminance, which alone is drawn; null for colours, whose meaning the file
   *     tells
   * @param canvas empty
   */
  private void draw(CodedImage image, @Nullable CodedColour meaning, Mat canvas)
      throws IOException {
    byte[] open = new byte[0];
    TileDecoder decoder = null;
    try {
      for (int number : image.numbersIn(picture.placement())) {
        int item = image.tiles().get(number);
        ByteBuffer data = picture.items().content(item);
        byte[] configuration = configuration(image, item);
        CodedData.check(image, configuration, data, picture.photo());
        if (decoder == null || !Arrays.equals(configuration, open)) {
          NativeMemory.release(decoder);
          decoder = decoders.open(image.coding(), configuration, image.tileSize());
          open = configuration;
        }
        YuvPicture tile = decoder.decode(data);
        if (tile.width() != image.tileWidth() || tile.height() != image.tileHeight()) {
          throw Refused.damaged(
              "a tile has %d×%d pixels and not %d×%d"
                  .formatted(tile.width(), tile.height(), image.tileWidth(), image.tileHeight()));
        }
        int x = number % image.columns() * image.tileWidth();
        int y = number / image.columns() * image.tileHeight();
        // Phones fill what sticks out of the picture with green, which would reach into it.
        YuvPicture seen = tile.within(image.width() - x, image.height() - y);
        place(
            meaning == null ? seen : seen.luma(),
            meaning == null ? meaning(tile) : meaning,
            x - picture.placement().x(),
            y - picture.placement().y(),
            canvas);
      }
    } finally {
      NativeMemory.release(decoder);
    }
  }

  private byte[] configuration(CodedImage image, int item) throws Refused {
    ItemProperties tile = ItemProperties.of(picture.items(), item, picture.file(), picture.photo());
    if (tile.width() != image.tileWidth() || tile.height() != image.tileHeight()) {
      throw Refused.damaged("its tiles have several sizes");
    }
    if (image.tiles().size() > 1 && !tile.transforms().isEmpty()) {
      throw Refused.unknown(picture.photo() + " whose tiles are turned", null);
    }
    byte[] configuration = tile.configuration(image.coding());
    SampleFormat.of(image.coding(), configuration);
    return configuration;
  }

  /** The meaning of samples: by the file's boxes, or else by the coded data. */
  private CodedColour meaning(YuvPicture tile) throws Refused {
    CodedColour told = picture.colours().colour();
    if (told != null) {
      return told;
    }
    CodedColour coded = tile.colour();
    if (picture.colours().tellsColours()) {
      coded.checkRange(picture.photo());
    } else {
      coded.checkNearSrgb(picture.photo());
    }
    return coded;
  }

  /** Copies the part of a tile that lies in the canvas; the corner may lie outside. */
  private void place(YuvPicture tile, CodedColour meaning, int left, int top, Mat canvas)
      throws Refused {
    YuvRows rows = new YuvRows(tile, meaning, picture.photo());
    int channels = rows.channels();
    if (canvas.empty()) {
      prepare(canvas, channels);
    } else if (canvas.channels() != channels) {
      throw Refused.damaged("some of its tiles are grey, others not");
    }
    int from = Math.max(0, -left);
    int to = Math.min(tile.width(), canvas.cols() - left);
    float[] row = new float[channels * tile.width()];
    byte[] bytes = new byte[deep ? 0 : channels * (to - from)];
    short[] shorts = new short[deep ? channels * (to - from) : 0];
    for (int y = Math.max(0, -top); y < Math.min(tile.height(), canvas.rows() - top); y++) {
      rows.read(y, row);
      int first = from * channels;
      try (BytePointer at = canvas.ptr(top + y, left + from)) {
        if (deep) {
          for (int i = 0; i < shorts.length; i++) {
            shorts[i] = (short) scaled(row[first + i], 65535);
          }
          try (ShortPointer samples = new ShortPointer(at)) {
            samples.put(shorts);
          }
        } else {
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) scaled(row[first + i], 255);
          }
          at.put(bytes);
        }
      }
    }
  }

  private static int scaled(float value, int most) {
    int rounded = (int) (value * most + 0.5f);
    return Math.max(0, Math.min(most, rounded));
  }
}
