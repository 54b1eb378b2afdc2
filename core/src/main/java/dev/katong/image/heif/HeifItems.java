package dev.katong.image.heif;

import dev.katong.image.EmbeddedMetadata.Span;
import dev.katong.image.Refused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The items in the {@code meta} box of a HEIF file: their types, places, properties and references
 * (ISO/IEC 14496-12, 8.11; ISO/IEC 23008-12, 9.3). The work of reading is linear in the size of the
 * box: lists are read when they are asked for.
 */
final class HeifItems {
  /** More than there are tiles of 64×64 pixels in 60 megapixels. */
  private static final int MOST = 1 << 14;

  /** Properties of an item; photos of phones have up to ten. */
  private static final int MOST_PROPERTIES = 64;

  private static final int VERSION_AND_FLAGS = 4;

  private static final Set<String> WANTED = Set.of("pitm", "iinf", "iloc", "iref", "iprp", "idat");

  private final ByteBuffer file;
  private final Map<Integer, String> types = new HashMap<>();
  private final Map<Integer, Location> locations = new HashMap<>();
  private final Map<Integer, List<Association>> associations = new HashMap<>();
  private final List<Reference> references = new ArrayList<>();
  private List<HeifBox> properties = List.of();
  private @Nullable Span data;
  private @Nullable Integer primary;

  /**
   * The place of an item's content, not read yet.
   *
   * @param method 0 in the file, 1 in the box {@code idat}
   * @param base added to all offsets
   * @param at of the list of extents in the file
   */
  private record Location(
      int method, int source, long base, int extents, int at, int[] fieldBytes) {}

  /** A property of an item; an essential one must be understood. */
  private record Association(int property, boolean essential) {}

  /** References of one type from one item; the others' ids are not read yet. */
  private record Reference(String type, int from, int count, int at, int idBytes) {}

  /**
   * Reads the box.
   *
   * @param file big-endian
   */
  HeifItems(ByteBuffer file, HeifBox meta) throws Refused {
    this.file = file;
    for (HeifBox box :
        HeifBox.in(file, meta.behind(VERSION_AND_FLAGS), WANTED::contains, WANTED.size())) {
      switch (box.type()) {
        case "pitm" -> readPrimary(box);
        case "iinf" -> readTypes(box);
        case "iloc" -> readLocations(box);
        case "iref" -> readReferences(box);
        case "iprp" -> readProperties(box);
        default -> data = box.place();
      }
    }
  }

  /** The item that the file is shown as; null if it does not say. */
  @Nullable Integer primary() {
    return primary;
  }

  /** The item's type; empty if there is no such item. */
  String type(int item) {
    return types.getOrDefault(item, "");
  }

  /**
   * The content of an item.
   *
   * @return big-endian; a part of the file, or a copy where it lies in several pieces
   * @throws Refused if it is missing, or lies where it cannot
   */
  ByteBuffer content(int item) throws Refused {
    List<Span> pieces = pieces(item);
    if (pieces.size() == 1) {
      return pieces.get(0).in(file);
    }
    long length = pieces.stream().mapToLong(Span::length).sum();
    if (length > file.limit()) {
      throw Refused.damaged("an item of it is longer than the file");
    }
    ByteBuffer joined = ByteBuffer.allocate((int) length);
    pieces.forEach(piece -> joined.put(piece.in(file)));
    return joined.flip();
  }

  /** The place of an item's content; null if it lies in several pieces. */
  @Nullable Span place(int item) throws Refused {
    List<Span> pieces = pieces(item);
    return pieces.size() == 1 ? pieces.get(0) : null;
  }

  private List<Span> pieces(int item) throws Refused {
    Location location = locations.get(item);
    if (location == null || location.extents == 0) {
      throw Refused.damaged("the place of its picture is missing");
    }
    Span whole = new Span(0, file.limit());
    if (location.method == 1 && data != null) {
      whole = data;
    } else if (location.method != 0) {
      throw Refused.unknown("a HEIF photo whose items are parts of other items", null);
    }
    if (location.source != 0) {
      throw Refused.unknown("a HEIF photo whose pictures lie in other files", null);
    }
    List<Span> pieces = new ArrayList<>();
    ByteBuffer in = file.duplicate().position(location.at);
    for (int i = 0; i < location.extents; i++) {
      number(in, location.fieldBytes[0]);
      long offset = location.base + number(in, location.fieldBytes[1]);
      long length = number(in, location.fieldBytes[2]);
      if (length == 0 && location.extents == 1) {
        length = whole.length() - offset;
      }
      if (offset < 0 || length <= 0 || offset > whole.length() - length) {
        throw Refused.damaged("a part of it is missing");
      }
      pieces.add(new Span(whole.offset() + (int) offset, (int) length));
    }
    return pieces;
  }

  /** A property's box; an essential one must be understood. */
  record Property(HeifBox box, boolean essential) {}

  /** The properties of an item in their order. */
  List<Property> properties(int item) throws Refused {
    List<Property> found = new ArrayList<>();
    for (Association association : associations.getOrDefault(item, List.of())) {
      // 0 is no property.
      if (association.property > properties.size()) {
        throw Refused.damaged("a property of it is missing");
      }
      if (association.property > 0) {
        found.add(new Property(properties.get(association.property - 1), association.essential));
      }
    }
    return found;
  }

  /** The items that an item refers to, in their order. */
  List<Integer> references(String type, int from) throws Refused {
    List<Integer> items = new ArrayList<>();
    for (Reference reference : references) {
      if (reference.from == from && reference.type.equals(type)) {
        if (items.size() + reference.count > MOST) {
          throw Refused.damaged("an item of it refers to more than %d others".formatted(MOST));
        }
        for (int i = 0; i < reference.count; i++) {
          items.add(other(reference, i));
        }
      }
    }
    return items;
  }

  /** The items that refer to an item. */
  List<Integer> referencesTo(String type, int to) {
    List<Integer> items = new ArrayList<>();
    for (Reference reference : references) {
      for (int i = 0; reference.type.equals(type) && i < reference.count; i++) {
        if (other(reference, i) == to) {
          items.add(reference.from);
          break;
        }
      }
    }
    return items;
  }

  private int other(Reference reference, int i) {
    int at = reference.at + i * reference.idBytes;
    return reference.idBytes == 2 ? file.getShort(at) & 0xffff : file.getInt(at);
  }

  private void readPrimary(HeifBox box) throws Refused {
    ByteBuffer in = full(box);
    primary = id(in, version(box) == 0 ? 2 : 4);
  }

  private void readTypes(HeifBox box) throws Refused {
    int entries = version(box) == 0 ? VERSION_AND_FLAGS + 2 : VERSION_AND_FLAGS + 4;
    for (HeifBox entry : HeifBox.in(file, box.behind(entries), "infe"::equals, MOST)) {
      int version = version(entry);
      if (version < 2) {
        // A form without types, which pictures do not have.
        continue;
      }
      ByteBuffer in = full(entry);
      int item = id(in, version == 2 ? 2 : 4);
      boolean guarded = in.getShort() != 0;
      String type = HeifBox.type(in, in.position());
      if (types.putIfAbsent(item, guarded ? "encrypted" : type) != null) {
        throw Refused.damaged("two items of it have one number");
      }
    }
  }

  private void readLocations(HeifBox box) throws Refused {
    int version = version(box);
    ByteBuffer in = full(box);
    int sizes = in.getShort();
    int indexBytes = version == 0 ? 0 : sizes & 15;
    int baseBytes = sizes >> 4 & 15;
    int lengthBytes = sizes >> 8 & 15;
    int offsetBytes = sizes >> 12 & 15;
    int[] fieldBytes = {indexBytes, offsetBytes, lengthBytes};
    int count = id(in, version < 2 ? 2 : 4);
    if (count < 0 || count > MOST) {
      throw Refused.damaged("it has more than %d items".formatted(MOST));
    }
    for (int i = 0; i < count; i++) {
      int item = id(in, version < 2 ? 2 : 4);
      int method = version == 0 ? 0 : in.getShort() & 15;
      int source = in.getShort() & 0xffff;
      long base = number(in, baseBytes);
      int extents = in.getShort() & 0xffff;
      long bytes = (long) extents * (indexBytes + offsetBytes + lengthBytes);
      if (bytes > in.remaining()) {
        throw Refused.damaged("its list of places is too short");
      }
      // Pieces without a size of their own are one piece.
      int pieces = lengthBytes == 0 ? Math.min(extents, 1) : extents;
      int at = box.place().offset() + in.position();
      locations.putIfAbsent(item, new Location(method, source, base, pieces, at, fieldBytes));
      in.position(in.position() + (int) bytes);
    }
  }

  private void readReferences(HeifBox box) throws Refused {
    int idBytes = version(box) == 0 ? 2 : 4;
    for (HeifBox entry : HeifBox.in(file, box.behind(VERSION_AND_FLAGS), type -> true, MOST)) {
      ByteBuffer in = entry.content(file);
      int from = id(in, idBytes);
      int count = in.getShort() & 0xffff;
      if ((long) count * idBytes > in.remaining()) {
        throw Refused.damaged("its list of references is too short");
      }
      int at = entry.place().offset() + in.position();
      references.add(new Reference(entry.type(), from, count, at, idBytes));
    }
  }

  private void readProperties(HeifBox box) throws Refused {
    for (HeifBox part : HeifBox.in(file, box.place(), Set.of("ipco", "ipma")::contains, MOST)) {
      if (part.type().equals("ipco")) {
        properties = HeifBox.in(file, part.place(), type -> true, MOST);
      } else {
        readAssociations(part);
      }
    }
  }

  private void readAssociations(HeifBox box) throws Refused {
    boolean wide = (file.getInt(box.place().offset()) & 1) != 0;
    int idBytes = version(box) == 0 ? 2 : 4;
    ByteBuffer in = full(box);
    int count = in.getInt();
    if (count < 0 || count > MOST || associations.size() + count > MOST) {
      throw Refused.damaged("it has more than %d items".formatted(MOST));
    }
    for (int i = 0; i < count; i++) {
      int item = id(in, idBytes);
      int own = in.get() & 0xff;
      if (own > MOST_PROPERTIES) {
        throw Refused.damaged("an item of it has %d properties".formatted(own));
      }
      List<Association> list = associations.computeIfAbsent(item, key -> new ArrayList<>());
      for (int k = 0; k < own; k++) {
        int number = wide ? in.getShort() & 0xffff : in.get() & 0xff;
        int essential = wide ? 0x8000 : 0x80;
        list.add(new Association(number & (essential - 1), (number & essential) != 0));
      }
    }
  }

  private int version(HeifBox box) throws Refused {
    box.behind(VERSION_AND_FLAGS);
    return file.get(box.place().offset()) & 0xff;
  }

  /** The content behind version and flags. */
  private ByteBuffer full(HeifBox box) throws Refused {
    box.behind(VERSION_AND_FLAGS);
    return box.content(file).position(VERSION_AND_FLAGS);
  }

  private static int id(ByteBuffer in, int bytes) {
    return bytes == 2 ? in.getShort() & 0xffff : in.getInt();
  }

  /** A number of 0, 4 or 8 bytes; a negative one is refused where it is used. */
  private static long number(ByteBuffer in, int bytes) throws Refused {
    return switch (bytes) {
      case 0 -> 0;
      case 4 -> in.getInt() & 0xffffffffL;
      case 8 -> in.getLong();
      default -> throw Refused.damaged("its list of places has numbers of " + bytes + " bytes");
    };
  }
}
