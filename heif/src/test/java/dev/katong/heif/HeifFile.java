package dev.katong.heif;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Writes HEIF files (ISO/IEC 23008-12), right and wrong ones. The first item is the picture. */
final class HeifFile {
  private final String brand;
  private final List<Item> items = new ArrayList<>();
  private final List<byte[]> properties = new ArrayList<>();
  private final Map<Integer, List<Integer>> associations = new TreeMap<>();
  private final ByteArrayOutputStream references = new ByteArrayOutputStream();

  private record Item(int id, String type, byte[] data, int pieces, boolean inside) {}

  /** A picture as an encoder made it. */
  record Coded(String type, byte[] configuration, byte[] data) {
    /** Takes it out of a file that holds nothing else. */
    static Coded of(String name) {
      byte[] file = resource(name);
      String type = name.endsWith(".avif") ? "av01" : "hvc1";
      return new Coded(
          type, content(file, type.equals("av01") ? "av1C" : "hvcC"), content(file, "mdat"));
    }

    byte[] configurationBox() {
      return box(type.equals("av01") ? "av1C" : "hvcC", configuration);
    }

    private static byte[] content(byte[] file, String type) {
      int at = new String(file, ISO_8859_1).indexOf(type);
      byte[] content = new byte[ByteBuffer.wrap(file).getInt(at - 4) - 8];
      System.arraycopy(file, at + 4, content, 0, content.length);
      return content;
    }
  }

  HeifFile(String brand) {
    this.brand = brand;
  }

  static byte[] resource(String name) {
    try (InputStream in = HeifFile.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of one coded picture. */
  static HeifFile of(Coded coded, int width, int height) {
    return new HeifFile(coded.type.equals("av01") ? "avif" : "heic").coded(1, coded, width, height);
  }

  HeifFile coded(int id, Coded coded, int width, int height) {
    return item(id, coded.type, coded.data)
        .property(id, coded.configurationBox())
        .property(id, size(width, height));
  }

  HeifFile item(int id, String type, byte[] data) {
    items.add(new Item(id, type, data, 1, false));
    return this;
  }

  /** An item whose data lies in the box {@code idat}. */
  HeifFile inside(int id, String type, byte[] data) {
    items.add(new Item(id, type, data, 1, true));
    return this;
  }

  /** An item whose data lies in several pieces. */
  HeifFile pieces(int id, String type, byte[] data, int pieces) {
    items.add(new Item(id, type, data, pieces, false));
    return this;
  }

  /** A property that need not be understood. */
  HeifFile property(int id, byte[] box) {
    properties.add(box);
    associations.computeIfAbsent(id, key -> new ArrayList<>()).add(properties.size());
    return this;
  }

  HeifFile essential(int id, byte[] box) {
    properties.add(box);
    associations.computeIfAbsent(id, key -> new ArrayList<>()).add(0x8000 | properties.size());
    return this;
  }

  HeifFile reference(String type, int from, int... to) {
    ByteBuffer content = ByteBuffer.allocate(4 + 2 * to.length);
    content.putShort((short) from).putShort((short) to.length);
    for (int id : to) {
      content.putShort((short) id);
    }
    references.writeBytes(box(type, content.array()));
    return this;
  }

  /** A grid as the item 1, of tiles with the numbers from 2 on. */
  static HeifFile grid(
      Coded tile, int tileWidth, int tileHeight, int columns, int rows, int w, int h) {
    HeifFile file = new HeifFile(tile.type.equals("av01") ? "avif" : "heic");
    file.inside(1, "grid", gridData(columns, rows, w, h)).property(1, size(w, h));
    int[] ids = new int[columns * rows];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = 2 + i;
      file.item(ids[i], tile.type, tile.data);
      if (i == 0) {
        file.property(2, tile.configurationBox()).property(2, size(tileWidth, tileHeight));
      } else {
        file.associations.put(ids[i], new ArrayList<>(file.associations.get(2)));
      }
    }
    return file.reference("dimg", 1, ids);
  }

  static byte[] gridData(int columns, int rows, int width, int height) {
    return ByteBuffer.allocate(12)
        .put((byte) 0)
        .put((byte) 1)
        .put((byte) (rows - 1))
        .put((byte) (columns - 1))
        .putInt(width)
        .putInt(height)
        .array();
  }

  static byte[] size(int width, int height) {
    return full("ispe", ByteBuffer.allocate(8).putInt(width).putInt(height).array());
  }

  static byte[] turn(int quarters) {
    return box("irot", new byte[] {(byte) quarters});
  }

  static byte[] mirror(int axis) {
    return box("imir", new byte[] {(byte) axis});
  }

  /** A crop by its sides and twice the distance of the middles. */
  static byte[] crop(int width, int height, int right, int down) {
    ByteBuffer numbers = ByteBuffer.allocate(32);
    numbers.putInt(width).putInt(1).putInt(height).putInt(1);
    return box("clap", numbers.putInt(right).putInt(2).putInt(down).putInt(2).array());
  }

  static byte[] nclx(int primaries, int transfer, int matrix, boolean full) {
    ByteBuffer content = ByteBuffer.allocate(11).put("nclx".getBytes(ISO_8859_1));
    content.putShort((short) primaries).putShort((short) transfer).putShort((short) matrix);
    return box("colr", content.put((byte) (full ? 0x80 : 0)).array());
  }

  static byte[] profile(byte[] icc) {
    return box("colr", joined("prof".getBytes(ISO_8859_1), icc));
  }

  static byte[] box(String type, byte[] content) {
    return ByteBuffer.allocate(8 + content.length)
        .putInt(8 + content.length)
        .put(type.getBytes(ISO_8859_1))
        .put(content)
        .array();
  }

  static byte[] full(String type, byte[] content) {
    return box(type, joined(new byte[4], content));
  }

  static byte[] full(String type, int version, byte[] content) {
    return box(type, joined(new byte[] {(byte) version, 0, 0, 0}, content));
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] u16(int number) {
    return new byte[] {(byte) (number >> 8), (byte) number};
  }

  byte[] bytes() {
    byte[] start = box("ftyp", (brand + "\0\0\0\0mif1" + brand).getBytes(ISO_8859_1));
    // The places are known once the length of all before them is.
    int length = meta(0).length;
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    items.stream().filter(item -> !item.inside).forEach(item -> data.writeBytes(item.data));
    return joined(start, meta(start.length + length + 8), box("mdat", data.toByteArray()));
  }

  private byte[] meta(int dataAt) {
    return full(
        "meta",
        joined(
            full("hdlr", "\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0".getBytes(ISO_8859_1)),
            full("pitm", u16(items.get(0).id)),
            types(),
            places(dataAt),
            full("iref", references.toByteArray()),
            box("iprp", joined(box("ipco", joined(properties.toArray(byte[][]::new))), lists())),
            box("idat", inside())));
  }

  private byte[] types() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(u16(items.size()));
    for (Item item : items) {
      byte[] type = (item.type + "\0").getBytes(ISO_8859_1);
      out.writeBytes(full("infe", 2, joined(u16(item.id), u16(0), type)));
    }
    return full("iinf", out.toByteArray());
  }

  private byte[] inside() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    items.stream().filter(item -> item.inside).forEach(item -> out.writeBytes(item.data));
    return out.toByteArray();
  }

  private byte[] places(int dataAt) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(u16(0x4400));
    out.writeBytes(u16(items.size()));
    int at = dataAt;
    int insideAt = 0;
    for (Item item : items) {
      out.writeBytes(u16(item.id));
      out.writeBytes(u16(item.inside ? 1 : 0));
      out.writeBytes(u16(0));
      out.writeBytes(u16(item.pieces));
      for (int i = 0; i < item.pieces; i++) {
        int from = item.data.length * i / item.pieces;
        int to = item.data.length * (i + 1) / item.pieces;
        int begin = (item.inside ? insideAt : at) + from;
        out.writeBytes(ByteBuffer.allocate(8).putInt(begin).putInt(to - from).array());
      }
      if (item.inside) {
        insideAt += item.data.length;
      } else {
        at += item.data.length;
      }
    }
    return full("iloc", 1, out.toByteArray());
  }

  private byte[] lists() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(4).putInt(associations.size()).array());
    associations.forEach(
        (id, list) -> {
          out.writeBytes(u16(id));
          out.write(list.size());
          list.forEach(number -> out.writeBytes(u16(number)));
        });
    return box("ipma", joined(new byte[] {0, 0, 0, 1}, out.toByteArray()));
  }
}
