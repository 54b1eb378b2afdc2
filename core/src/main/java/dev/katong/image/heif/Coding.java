package dev.katong.image.heif;

import java.util.Map;

/** Codings of the pictures in a HEIF file that can be decoded. */
public enum Coding {
  /** H.265 (ISO/IEC 23008-2), of HEIC photos. */
  HEVC("HEIC", "hvcC"),
  /** AOMedia Video 1, of AVIF photos. */
  AV1("AVIF", "av1C");

  /** Types of items with coded pictures. */
  private static final Map<String, Coding> BY_ITEM =
      Map.of("hvc1", HEVC, "hev1", HEVC, "av01", AV1);

  private final String photo;
  private final String configuration;

  Coding(String photo, String configuration) {
    this.photo = photo;
    this.configuration = configuration;
  }

  /** The name of photos so coded. */
  public String photo() {
    return photo;
  }

  /** The type of the property that a decoder is configured by. */
  String configuration() {
    return configuration;
  }

  /** True if items of a type are so coded. */
  boolean isOf(String itemType) {
    return BY_ITEM.get(itemType) == this;
  }
}
