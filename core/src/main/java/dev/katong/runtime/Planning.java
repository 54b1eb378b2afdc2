package dev.katong.runtime;

import dev.katong.Options;
import dev.katong.Plan;
import dev.katong.Resources;
import dev.katong.image.PhotoSource;
import dev.katong.memory.MachineMemory;
import dev.katong.network.Device;
import dev.katong.plan.Planner;
import dev.katong.plan.Planners;
import dev.katong.plan.VariantSelection;
import dev.katong.style.StyleKey;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleVariant;
import java.util.List;

/** Makes planners of styles, and tells them the memory that is there. */
final class Planning {
  private final StyleCache cache;
  private final Resources resources;
  private final DeviceSelection device;

  Planning(StyleCache cache, Resources resources, DeviceSelection device) {
    this.cache = cache;
    this.resources = resources;
    this.device = device;
  }

  /** The planners of the variants that may draw. */
  Planners planners(Options options) {
    String style = options.style();
    return new Planners(
        variants(cache.manifest(style), options).stream()
            .map(variant -> new StyleKey(style, variant))
            .toList(),
        key -> new Planner(cache.needs(key), options, resources, device.device()));
  }

  /**
   * The variants that may draw. One in half precision is made if it is asked for and lacking; where
   * it would be a copy of the style's own networks, these draw.
   */
  private List<String> variants(StyleManifest style, Options options) {
    Device.Kind kind = device.device().kind();
    if (!VariantSelection.lacksHalf(style, options)) {
      return VariantSelection.of(style, options, kind);
    }
    return cache
        .halved(options.style())
        .map(made -> VariantSelection.of(made, options, kind))
        .orElse(List.of(StyleVariant.FULL));
  }

  /** Plans a photo that is not decoded yet, as if all idle styles were unloaded. */
  Plan plan(Planner planner, PhotoSource photo) {
    return planner.plan(photo, situationAfterUnloading(planner.key(), 0));
  }

  /**
   * The memory that there is for one picture.
   *
   * @param pictureBytes bytes that the picture has taken already
   */
  Planner.Situation situation(StyleKey style, long pictureBytes) {
    return situation(cache.bytesOfOthers(style), pictureBytes);
  }

  /**
   * The memory that there would be with all idle styles unloaded.
   *
   * @param pictureBytes bytes that the picture has taken already
   */
  Planner.Situation situationAfterUnloading(StyleKey style, long pictureBytes) {
    return situation(cache.bytesLeasedBeside(style), pictureBytes);
  }

  private Planner.Situation situation(long others, long pictureBytes) {
    return new Planner.Situation(
        MachineMemory.now(), device.ownMemory().orElse(null), others, cache.bytes(), pictureBytes);
  }
}
