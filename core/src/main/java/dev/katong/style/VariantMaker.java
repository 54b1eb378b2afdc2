package dev.katong.style;

import dev.katong.KatongException.BadModel;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Makes variants that need nothing but a style's own networks. Implemented by {@code katong-forge},
 * which can write networks; found by {@link ServiceLoader}.
 */
public interface VariantMaker {
  /** The maker on the class path, if there is one. */
  static Optional<VariantMaker> find() {
    return ServiceLoader.load(VariantMaker.class, VariantMaker.class.getClassLoader()).findFirst();
  }

  /**
   * Adds a variant in half precision to a style. Takes a second or two.
   *
   * @param style a style without such a variant; not changed
   * @return the style with the variant; empty if it would be a copy of the style's own networks,
   *     which have no weights, or have them in 16 bits already
   * @throws BadModel if a network is damaged
   */
  Optional<StylePack> halved(StylePack style);
}
