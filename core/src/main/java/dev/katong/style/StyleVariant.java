package dev.katong.style;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.katong.KatongException.BadModel;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Precision;
import dev.katong.style.StyleManifest.FrameNetwork;
import dev.katong.style.StyleManifest.HeadNetwork;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Other networks of the same style, smaller or faster than its own, with their loss of quality.
 * Made by {@code katong style optimize}; {@link dev.katong.Options} select the one that draws.
 *
 * @param name lower-case letters, digits, {@code -}, {@code _} and {@code .}; not {@link #FULL}
 * @param precision of the networks' arithmetic
 * @param pruned the share of the channels that were taken out, 0 to below 1
 * @param background the network for the whole frame
 * @param head the network for aligned faces; null where the style has none
 * @param quality the closeness of its pictures to those of the style's own networks
 * @param speed its speed by device; a device that is missing was not measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StyleVariant(
    @JsonProperty(required = true) String name,
    @JsonProperty(required = true) Precision precision,
    @JsonProperty(required = true) double pruned,
    @JsonProperty(required = true) VariantNetwork background,
    @Nullable VariantNetwork head,
    @JsonProperty(required = true) Quality quality,
    @JsonProperty(required = true) List<Speed> speed) {

  /** The name of the style's own networks among the variants. */
  public static final String FULL = "full";

  public StyleVariant {
    ManifestValues.checkName(name, "variant");
    if (name.equals(FULL)) {
      throw new BadModel("a variant cannot be called 'full', which means the style's own networks");
    }
    ManifestValues.need(precision, "variants.precision");
    ManifestValues.needRange(pruned, 0, Math.nextDown(1.0), "variants.pruned");
    ManifestValues.need(background, "variants.background");
    ManifestValues.need(quality, "variants.quality");
    ManifestValues.need(speed, "variants.speed");
    speed.forEach(entry -> ManifestValues.need(entry, "an entry of variants.speed"));
    speed = List.copyOf(speed);
  }

  /**
   * A network of a variant. What the manifest says of the style's own network of the same kind
   * holds for it too: the frame's padding, the face's size and mask.
   *
   * @param file its name in the pack; both networks may be one file
   * @param sha256 of the file, in lower-case hexadecimal digits
   * @param facts the network's facts
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record VariantNetwork(
      @JsonProperty(required = true) String file,
      @JsonProperty(required = true) String sha256,
      @JsonProperty(required = true) NetworkFacts facts) {
    public VariantNetwork {
      ManifestValues.checkFile(file, "variants.file");
      ManifestValues.checkSha256(sha256, "variants.sha256");
      ManifestValues.need(facts, "variants.facts");
    }
  }

  /**
   * The closeness of the pictures to those of the style's own networks, on photos that were not
   * used to calibrate or train; the worse of the two networks' values.
   *
   * @param psnr the mean peak signal-to-noise ratio in dB, 0 to 100; equal pictures are 100
   * @param ssim the mean structural similarity, -1 to 1
   * @param leastPsnr the ratio of the picture that is worst, in dB
   * @param pictures the number of pictures compared, of both networks together
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Quality(
      @JsonProperty(required = true) double psnr,
      @JsonProperty(required = true) double ssim,
      @JsonProperty(required = true) double leastPsnr,
      @JsonProperty(required = true) int pictures) {
    public Quality {
      ManifestValues.needRange(psnr, 0, 100, "variants.quality.psnr");
      ManifestValues.needRange(ssim, -1, 1, "variants.quality.ssim");
      ManifestValues.needRange(leastPsnr, 0, 100, "variants.quality.leastPsnr");
      ManifestValues.needRange(pictures, 1, 1_000_000, "variants.quality.pictures");
    }
  }

  /**
   * The speed of the background network on one kind of device.
   *
   * @param device such as {@code cpu}
   * @param ratio its time by that of the style's own network, measured in turn in one process: 0.5
   *     is twice as fast; above 0
   * @param measured a description of the measurement, for people
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Speed(
      @JsonProperty(required = true) String device,
      @JsonProperty(required = true) double ratio,
      @JsonProperty(required = true) String measured) {
    public Speed {
      ManifestValues.need(device, "variants.speed.device");
      ManifestValues.needRange(ratio, 1e-3, 1e3, "variants.speed.ratio");
      ManifestValues.need(measured, "variants.speed.measured");
    }
  }

  /** The speed on a kind of device, where it was measured. */
  public Optional<Speed> speedOn(String device) {
    return speed.stream().filter(entry -> entry.device().equals(device)).findFirst();
  }

  /** The background network with what the manifest says of the style's own. */
  FrameNetwork inPlaceOf(FrameNetwork own) {
    return new FrameNetwork(
        background.file(), background.sha256(), own.multipleOf(), background.facts());
  }

  /**
   * The head network with what the manifest says of the style's own; null where there is none.
   *
   * @throws BadModel if only one of the two is there
   */
  @Nullable HeadNetwork inPlaceOf(@Nullable HeadNetwork own) {
    VariantNetwork mine = head;
    if ((own == null) != (mine == null)) {
      throw new BadModel(
          "the variant '%s' %s a head network and the style %s; make it again"
              .formatted(
                  name, mine == null ? "lacks" : "has", own == null ? "has none" : "has one"));
    }
    return own == null || mine == null
        ? null
        : new HeadNetwork(
            mine.file(), mine.sha256(), own.size(), own.mask(), mine.facts(), own.refined());
  }

  /** The files of its networks; one if both are the same. */
  public List<String> files() {
    VariantNetwork second = head;
    return second == null || second.file().equals(background.file())
        ? List.of(background.file())
        : List.of(background.file(), second.file());
  }
}
