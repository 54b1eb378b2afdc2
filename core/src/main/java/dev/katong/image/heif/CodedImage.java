package dev.katong.image.heif;

import dev.katong.image.PictureSize;
import dev.katong.image.Refused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture of coded tiles, of one as a rule in AVIF and of many in the HEIC photos of phones.
 *
 * @param width of the whole picture; the last tiles may stick out of it
 * @param height of the whole picture
 * @param columns of tiles
 * @param tiles items row by row; all have one size
 * @param tileWidth in pixels
 * @param tileHeight in pixels
 * @param first the properties of the first tile
 */
record CodedImage(
    Coding coding,
    int width,
    int height,
    int columns,
    List<Integer> tiles,
    int tileWidth,
    int tileHeight,
    ItemProperties first) {
  /** Of a grid (ISO/IEC 23000-22, 7.3.11.4.2); smaller ones would be much work for few pixels. */
  private static final int LEAST_TILE_SIDE = 64;

  private static final String GRID = "grid";

  /**
   * Reads the structure of an item.
   *
   * @param coding that all of it has
   * @param photo what the file is, such as "a HEIC photo"
   */
  static CodedImage of(HeifItems items, int item, ByteBuffer file, Coding coding, String photo)
      throws Refused {
    ItemProperties own = ItemProperties.of(items, item, file, photo);
    if (!items.type(item).equals(GRID)) {
      checkCoding(items, item, coding, photo);
      return new CodedImage(
          coding, own.width(), own.height(), 1, List.of(item), own.width(), own.height(), own);
    }
    ByteBuffer grid = items.content(item);
    boolean wide = (grid.getShort() & 1) != 0;
    int rows = (grid.get() & 0xff) + 1;
    int columns = (grid.get() & 0xff) + 1;
    int width = wide ? grid.getInt() : grid.getShort() & 0xffff;
    int height = wide ? grid.getInt() : grid.getShort() & 0xffff;
    List<Integer> tiles = items.references("dimg", item);
    if (tiles.size() != rows * columns) {
      throw Refused.damaged("it has %d tiles and not %d".formatted(tiles.size(), rows * columns));
    }
    for (int tile : tiles) {
      checkCoding(items, tile, coding, photo);
    }
    ItemProperties first = ItemProperties.of(items, tiles.get(0), file, photo);
    CodedImage image =
        new CodedImage(coding, width, height, columns, tiles, first.width(), first.height(), first);
    image.checkGrid(rows);
    if (own.width() != width || own.height() != height) {
      throw Refused.damaged("its size is told in two ways");
    }
    return image;
  }

  /** The coding of a picture that the file is shown as. */
  static Coding coding(HeifItems items, int item, String photo) throws Refused {
    String type = items.type(item);
    if (type.equals(GRID)) {
      List<Integer> tiles = items.references("dimg", item);
      type = tiles.isEmpty() ? "" : items.type(tiles.get(0));
    }
    for (Coding coding : Coding.values()) {
      if (coding.isOf(type)) {
        return coding;
      }
    }
    throw switch (type) {
      case "" -> Refused.damaged("its picture is missing");
      case "encrypted" -> Refused.unknown(photo + " that is encrypted", null);
      case "iovl" -> Refused.unknown(photo + " of pictures laid over each other", null);
      case "tmap" -> Refused.unknown(photo + " of high dynamic range (a gain map)", null);
      case "iden" -> Refused.unknown(photo + " that is a turned copy of another picture", null);
      case GRID -> Refused.unknown(photo + " of grids of grids", null);
      default -> Refused.unknown("%s coded as '%s'".formatted(photo, type.strip()), null);
    };
  }

  private static void checkCoding(HeifItems items, int item, Coding coding, String photo)
      throws Refused {
    if (!coding.isOf(items.type(item)) && coding(items, item, photo) != coding) {
      throw Refused.unknown(photo + " of pictures of several codings", null);
    }
    if (!coding.isOf(items.type(item))) {
      throw Refused.unknown(photo + " of grids of grids", null);
    }
  }

  private void checkGrid(int rows) throws Refused {
    if (width < 1 || height < 1) {
      throw Refused.damaged("its header says that it has no pixels");
    }
    boolean covers =
        width <= (long) columns * tileWidth
            && height <= (long) rows * tileHeight
            && width > (columns - 1L) * tileWidth
            && height > (rows - 1L) * tileHeight;
    if (!covers) {
      throw Refused.damaged("its tiles do not fit its size");
    }
    if (tiles.size() > 1 && Math.min(tileWidth, tileHeight) < LEAST_TILE_SIDE) {
      throw Refused.damaged("its tiles are smaller than %d pixels".formatted(LEAST_TILE_SIDE));
    }
  }

  long pixels() {
    return (long) width * height;
  }

  long tilePixels() {
    return (long) tileWidth * tileHeight;
  }

  PictureSize tileSize() {
    return new PictureSize(tileWidth, tileHeight);
  }

  /** The tiles that show a part of the picture, row by row. */
  List<Integer> numbersIn(Placement part) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < tiles.size(); i++) {
      int left = i % columns * tileWidth;
      int top = i / columns * tileHeight;
      if (left < part.x() + part.width()
          && left + tileWidth > part.x()
          && top < part.y() + part.height()
          && top + tileHeight > part.y()) {
        numbers.add(i);
      }
    }
    return numbers;
  }
}
