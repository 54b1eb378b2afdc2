package dev.katong.image;

import dev.katong.image.format.PhotoHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of a photo's numbers as colours, as far as it is known.
 *
 * @param profile the way to sRGB; null where the numbers are those of sRGB, or are taken for it
 * @param warnings what had to be guessed
 */
record ColourSpace(@Nullable ColourProfile profile, List<String> warnings) {
  private static final ColourSpace SRGB = new ColourSpace(null, List.of());

  /** Judges a photo's profile by its bytes and by the photo's kind. */
  static ColourSpace of(PhotoHeader header) {
    byte[] icc = header.attachments().profile();
    if (icc == null) {
      return header.cmyk() ? guessed("the photo is CMYK without a profile") : SRGB;
    }
    ColourProfile profile = ColourProfile.of(icc).orElse(null);
    if (profile == null) {
      return guessed("the photo's colour profile is damaged");
    }
    int components = profile.components();
    boolean fits =
        header.cmyk() ? components == 4 : components == 3 || (header.grey() && components == 1);
    if (!fits) {
      return guessed("the photo's colour profile is not for its kind of colours");
    }
    return profile.isSrgb() ? SRGB : new ColourSpace(profile, List.of());
  }

  private static ColourSpace guessed(String why) {
    return new ColourSpace(null, List.of(why + "; its colours may come out wrong"));
  }
}
