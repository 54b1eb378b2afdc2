package dev.katong.image.heif;

import dev.katong.image.DecodeMemory;
import dev.katong.image.EmbeddedMetadata;
import dev.katong.image.EmbeddedMetadata.Span;
import dev.katong.image.Orientation;
import dev.katong.image.Refused;
import dev.katong.image.format.Exif;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The picture that a HEIC or AVIF file is shown as (HEIF, ISO/IEC 23008-12), read without decoding
 * a pixel. Its orientation is that of the file's own turns and mirrors; EXIF's, which repeats it,
 * is not looked at.
 *
 * @param width in pixels as stored, after a crop and before any turn
 * @param height in pixels as stored, after a crop and before any turn
 * @param components 1 for grey, else 3
 */
public record HeifHeader(
    Coding coding,
    int width,
    int height,
    Orientation orientation,
    int components,
    DecodeMemory memory,
    EmbeddedMetadata attachments) {

  /** Of small pictures more may be cut off. */
  private static final long MOST_CODED_PIXELS = 1 << 24;

  private static final int MOST_CODED_PER_SHOWN = 4;

  private static final Set<String> ALPHA =
      Set.of("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1");

  /**
   * Reads the header.
   *
   * @param file from the start of the file to its limit; not changed
   * @throws Refused if the file is damaged, or of a kind that cannot be decoded
   */
  public static HeifHeader read(ByteBuffer file) throws Refused {
    try {
      return Picture.read(file).header();
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw Refused.damaged("a box of it ends too early");
    }
  }

  /**
   * All that a decoder needs to know.
   *
   * @param alpha null where all is opaque
   * @param premultiplied true if colours are multiplied by alpha
   */
  record Picture(
      ByteBuffer file,
      HeifItems items,
      String photo,
      ItemProperties properties,
      CodedImage image,
      Placement placement,
      @Nullable CodedImage alpha,
      boolean premultiplied,
      boolean animated) {

    static Picture read(ByteBuffer bytes) throws Refused {
      ByteBuffer file = bytes.duplicate();
      List<HeifBox> boxes =
          HeifBox.in(file, new Span(0, file.limit()), Set.of("meta", "moov")::contains, 2);
      HeifBox meta =
          boxes.stream().filter(box -> box.type().equals("meta")).findFirst().orElse(null);
      boolean sequence = boxes.stream().anyMatch(box -> box.type().equals("moov"));
      HeifItems items = meta == null ? null : new HeifItems(file, meta);
      Integer primary = items == null ? null : items.primary();
      if (items == null || primary == null) {
        throw sequence
            ? Refused.unknown("a sequence of pictures without a still one", null)
            : Refused.damaged("its picture is missing");
      }
      Coding coding = CodedImage.coding(items, primary, "a HEIF photo");
      String photo = (coding == Coding.AV1 ? "an " : "a ") + coding.photo() + " photo";
      ItemProperties properties = ItemProperties.of(items, primary, file, photo);
      CodedImage image = CodedImage.of(items, primary, file, coding, photo);
      Placement placement =
          Placement.of(image.width(), image.height(), properties.transforms(), file);
      Integer alphaItem = alphaItem(items, primary, file, photo);
      CodedImage alpha = null;
      if (alphaItem != null) {
        alpha = CodedImage.of(items, alphaItem, file, coding, photo);
        ItemProperties own = ItemProperties.of(items, alphaItem, file, photo);
        boolean samePlace =
            alpha.width() == image.width()
                && alpha.height() == image.height()
                && Placement.of(alpha.width(), alpha.height(), own.transforms(), file)
                    .equals(placement);
        if (!samePlace) {
          throw Refused.unknown(photo + " whose transparency has another size or turn", null);
        }
      } else if (image.tiles().size() > 1
          && alphaItem(items, image.tiles().get(0), file, photo) != null) {
        throw Refused.unknown(photo + " with transparency in each of its tiles", null);
      }
      boolean premultiplied =
          alphaItem != null && items.references("prem", primary).contains(alphaItem);
      return new Picture(
          file, items, photo, properties, image, placement, alpha, premultiplied, sequence);
    }

    private static @Nullable Integer alphaItem(
        HeifItems items, int item, ByteBuffer file, String photo) throws Refused {
      for (int auxiliary : items.referencesTo("auxl", item)) {
        if (ALPHA.contains(ItemProperties.of(items, auxiliary, file, photo).auxiliary())) {
          return auxiliary;
        }
      }
      return null;
    }

    /** The properties that tell the colours: those of the picture, or else of its tiles. */
    ItemProperties colours() {
      return properties.tellsColours() ? properties : image.first();
    }

    /** The structure of the samples. */
    SampleFormat samples() throws Refused {
      return SampleFormat.of(image.coding(), image.first().configuration(image.coding()));
    }

    HeifHeader header() throws Refused {
      long shown = (long) placement.width() * placement.height();
      long tile = Math.max(image.tilePixels(), alpha == null ? 0 : alpha.tilePixels());
      long coded = Math.max(image.pixels(), tile);
      if (coded > Math.max(MOST_CODED_PIXELS, MOST_CODED_PER_SHOWN * shown)) {
        throw Refused.damaged("it shows only a small part of its pixels");
      }
      byte[] profile = colours().profile();
      SampleFormat samples = samples();
      return new HeifHeader(
          image.coding(),
          placement.width(),
          placement.height(),
          placement.orientation(),
          samples.grey() ? 1 : 3,
          DecodeMemory.ofHeif(
                  samples.decoderBytes(image.coding(), tile),
                  samples.bits() > 8 && profile != null ? 2 : 1,
                  alpha != null,
                  shown)
              .turned(placement.orientation()),
          new EmbeddedMetadata(profile, exif(), animated, alpha != null));
    }

    private @Nullable Exif exif() throws Refused {
      for (int item : items.referencesTo("cdsc", primaryItem())) {
        Span place = items.type(item).equals("Exif") ? items.place(item) : null;
        if (place != null && place.length() > Integer.BYTES) {
          long skipped = Integer.BYTES + (file.getInt(place.offset()) & 0xffffffffL);
          if (skipped < place.length()) {
            return Exif.block(file, place.from((int) skipped));
          }
        }
      }
      return null;
    }

    private int primaryItem() throws Refused {
      Integer primary = items.primary();
      if (primary == null) {
        throw Refused.damaged("its picture is missing");
      }
      return primary;
    }
  }
}
