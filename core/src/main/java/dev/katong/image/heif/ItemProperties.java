package dev.katong.image.heif;

import dev.katong.image.EmbeddedMetadata;
import dev.katong.image.EmbeddedMetadata.Span;
import dev.katong.image.Refused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The properties of one item (ISO/IEC 23008-12, 6.5). */
final class ItemProperties {
  /** Such as tell of more than one picture in the coded data. */
  private static final Set<String> LAYERS = Set.of("a1op", "a1lx", "lsel", "lhvC", "tols", "oinf");

  /** The only one that changes the picture and is not known here. */
  private static final String SCALING = "iscl";

  private static final int VERSION_AND_FLAGS = 4;
  private static final int COLOUR_TYPE_BYTES = 4;

  private final String photo;
  private final ByteBuffer file;
  private final List<HeifBox> transforms = new ArrayList<>();
  private int width;
  private int height;
  private @Nullable Span hevc;
  private @Nullable Span av1;
  private @Nullable CodedColour colour;
  private @Nullable Span profile;
  private String auxiliary = "";

  private ItemProperties(ByteBuffer file, String photo) {
    this.file = file;
    this.photo = photo;
  }

  /**
   * Reads the properties of an item.
   *
   * @param photo what the file is, such as "a HEIC photo"
   * @throws Refused if the picture cannot be right without one that is not known here
   */
  static ItemProperties of(HeifItems items, int item, ByteBuffer file, String photo)
      throws Refused {
    ItemProperties read = new ItemProperties(file, photo);
    for (HeifItems.Property property : items.properties(item)) {
      read.add(property);
    }
    return read;
  }

  private void add(HeifItems.Property property) throws Refused {
    HeifBox box = property.box();
    switch (box.type()) {
      case "ispe" -> {
        ByteBuffer in = box.content(file).position(VERSION_AND_FLAGS);
        width = side(in.getInt());
        height = side(in.getInt());
      }
      case "hvcC" -> hevc = box.place();
      case "av1C" -> av1 = box.place();
      case "colr" -> addColour(box);
      case "clap", "irot", "imir" -> transforms.add(box);
      case "auxC" -> auxiliary = auxiliaryType(box);
      // The depth is that of the coded data, and pixels that are not square are shown as square
      // ones.
      case "pixi", "pasp" -> {}
      default -> {
        if (LAYERS.contains(box.type())) {
          throw Refused.unknown(photo + " of several layers", null);
        }
        if (property.essential() || box.type().equals(SCALING)) {
          throw Refused.unknown("%s with the property '%s'".formatted(photo, box.type()), null);
        }
      }
    }
  }

  private static int side(int side) throws Refused {
    if (side < 1) {
      throw Refused.damaged("its header says that it has no pixels");
    }
    return side;
  }

  private void addColour(HeifBox box) throws Refused {
    ByteBuffer in = box.content(file);
    String type = HeifBox.type(in, 0);
    if (type.equals("nclx")) {
      colour = CodedColour.read(in.position(COLOUR_TYPE_BYTES));
    } else if (type.equals("prof") || type.equals("rICC")) {
      profile = box.behind(COLOUR_TYPE_BYTES);
    }
  }

  private String auxiliaryType(HeifBox box) throws Refused {
    ByteBuffer in = box.content(file);
    StringBuilder type = new StringBuilder();
    for (int at = VERSION_AND_FLAGS; at < in.limit() && in.get(at) != 0; at++) {
      type.append((char) (in.get(at) & 0xff));
    }
    return type.toString();
  }

  /**
   * A side of the stored picture.
   *
   * @throws Refused if the file does not tell it
   */
  int width() throws Refused {
    return told(width);
  }

  int height() throws Refused {
    return told(height);
  }

  private static int told(int side) throws Refused {
    if (side == 0) {
      throw Refused.damaged("its size is missing");
    }
    return side;
  }

  /** Crops, turns and mirrors, in the order in which they are applied. */
  List<HeifBox> transforms() {
    return transforms;
  }

  /** The configuration of a decoder. */
  byte[] configuration(Coding coding) throws Refused {
    Span place = coding == Coding.HEVC ? hevc : av1;
    if (place == null) {
      throw Refused.damaged("its box '%s' is missing".formatted(coding.configuration()));
    }
    return place.copyOf(file);
  }

  /** The colours as the file's own boxes tell them; null if they do not. */
  @Nullable CodedColour colour() {
    return colour;
  }

  boolean tellsColours() {
    return colour != null || profile != null;
  }

  /**
   * The ICC profile, of the file or made of what it says; null where colours are those of sRGB.
   *
   * @throws Refused if none can be made
   */
  byte @Nullable [] profile() throws Refused {
    if (profile == null) {
      return colour == null ? null : colour.profile(photo).orElse(null);
    }
    if (colour != null) {
      colour.checkRange(photo);
    }
    return profile.length() > EmbeddedMetadata.MOST_PROFILE_BYTES
        ? new byte[0]
        : profile.copyOf(file);
  }

  /** The kind of an auxiliary picture, such as alpha or depth; empty if it is none. */
  String auxiliary() {
    return auxiliary;
  }
}
