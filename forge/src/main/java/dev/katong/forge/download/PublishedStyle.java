package dev.katong.forge.download;

import dev.katong.KatongException.NoSuchStyle;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A DCT-Net style that its authors published on ModelScope.
 *
 * @param name its name in Katong
 * @param model its id there
 * @param description its look, in a few words
 */
public record PublishedStyle(String name, String model, String description) {
  /** The licence of all of them. */
  public static final String LICENSE = "Apache-2.0";

  /** About how much is fetched for one: two networks and a mask. */
  public static final long ABOUT_BYTES = 11_800_000;

  /** All of them, sorted by name. */
  public static final List<PublishedStyle> ALL =
      List.of(
          of("3d", "-3d", "as in a computer-animated film"),
          of("anime", "", "as in a Japanese animated film"),
          of("artstyle", "-artstyle", "painted, with strong colours"),
          of("design", "-sd-design", "a designer's flat drawing"),
          of("handdrawn", "-handdrawn", "drawn by hand, as in a comic"),
          of("illustration", "-sd-illustration", "as in an illustrated book"),
          of("sketch", "-sketch", "a pencil sketch"));

  private static PublishedStyle of(String name, String part, String description) {
    return new PublishedStyle(
        name, "iic/cv_unet_person-image-cartoon" + part + "_compound-models", description);
  }

  /**
   * The one of that name.
   *
   * @throws NoSuchStyle if there is none; the message lists the names
   */
  public static PublishedStyle named(String name) {
    return ALL.stream()
        .filter(style -> style.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new NoSuchStyle(
                    "no style '%s' can be pulled; these can: %s; 'katong style import' adds others"
                        .formatted(
                            name,
                            ALL.stream()
                                .map(PublishedStyle::name)
                                .collect(Collectors.joining(", ")))));
  }
}
