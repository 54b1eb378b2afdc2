package dev.katong.style;

import dev.katong.KatongException.BadModel;
import dev.katong.style.StyleManifest.FrameNetwork;
import dev.katong.style.StyleManifest.HeadNetwork;
import dev.katong.style.StyleVariant.VariantNetwork;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of a style's networks, those of all variants among them, and their digests. */
final class NetworkDigests {
  private final Map<String, String> digests = new LinkedHashMap<>();

  private NetworkDigests() {}

  /**
   * The SHA-256 of each file by its name.
   *
   * @throws BadModel if one file is to have two
   */
  static Map<String, String> of(
      FrameNetwork background, @Nullable HeadNetwork head, List<StyleVariant> variants) {
    NetworkDigests all = new NetworkDigests();
    all.add(background.file(), background.sha256());
    if (head != null) {
      all.add(head.file(), head.sha256());
    }
    for (StyleVariant variant : variants) {
      all.add(variant.background().file(), variant.background().sha256());
      VariantNetwork second = variant.head();
      if (second != null) {
        all.add(second.file(), second.sha256());
      }
    }
    return all.digests;
  }

  private void add(String file, String sha256) {
    String other = digests.putIfAbsent(file, sha256);
    if (other != null && !other.equals(sha256)) {
      throw new BadModel("style.json gives the file '" + file + "' two digests");
    }
  }
}
