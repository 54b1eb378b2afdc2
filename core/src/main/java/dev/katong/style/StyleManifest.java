package dev.katong.style;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.katong.KatongException;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.NoSuchStyle;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Precision;
import dev.katong.tone.StyleFinish;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of a style pack's {@code style.json}. Every value is checked when it is created, from
 * a file or by code.
 *
 * @param format version of this description, {@link #FORMAT}
 * @param name lower-case letters, digits, {@code -}, {@code _} and {@code .}; at most 64 characters
 * @param description one line for people
 * @param workingSize the short side, in pixels, at which the style is at its best; larger photos
 *     are shrunk to it, smaller ones stay as they are
 * @param background the network for the whole frame
 * @param head the network for aligned faces; null where the style has none
 * @param license SPDX identifier, or a sentence where there is none
 * @param provenance the origin of the networks
 * @param variants other networks of the same style; absent in the file where there are none
 * @param finish the recommended changes of the networks' pictures; null where there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StyleManifest(
    @JsonProperty(required = true) int format,
    @JsonProperty(required = true) String name,
    @JsonProperty(required = true) String description,
    @JsonProperty(required = true) int workingSize,
    @JsonProperty(required = true) FrameNetwork background,
    @Nullable HeadNetwork head,
    @JsonProperty(required = true) String license,
    @JsonProperty(required = true) Provenance provenance,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<StyleVariant> variants,
    @Nullable StyleFinish finish) {

  /** The version of {@code style.json} that this program writes, and the newest that it reads. */
  public static final int FORMAT = 1;

  public static final String FILE = "style.json";

  private static final int MAX_SIDE = 16_384;

  public StyleManifest {
    if (format < 1 || format > FORMAT) {
      throw new BadModel(
          "style.json has format "
              + format
              + ", this version of Katong reads 1 to "
              + FORMAT
              + "; use a newer Katong or export the style again");
    }
    ManifestValues.checkName(name, "style");
    ManifestValues.need(description, "description");
    ManifestValues.needRange(workingSize, 16, MAX_SIDE, "workingSize");
    ManifestValues.need(background, "background");
    ManifestValues.need(license, "license");
    ManifestValues.need(provenance, "provenance");
    // Packs without variants do not name the field.
    variants = variants == null ? List.of() : variants;
    variants.forEach(variant -> ManifestValues.need(variant, "an entry of variants"));
    variants = List.copyOf(variants);
    Set<String> names = new HashSet<>();
    for (StyleVariant variant : variants) {
      if (!names.add(variant.name())) {
        throw new BadModel("style.json has two variants '" + variant.name() + "'");
      }
      // Made to be checked against the style's own networks.
      FrameNetwork unusedFrame = variant.inPlaceOf(background);
      HeadNetwork unusedHead = variant.inPlaceOf(head);
    }
    Map<String, String> unused = NetworkDigests.of(background, head, variants);
  }

  /** A manifest without variants and finish. */
  public StyleManifest(
      int format,
      String name,
      String description,
      int workingSize,
      FrameNetwork background,
      @Nullable HeadNetwork head,
      String license,
      Provenance provenance) {
    this(
        format,
        name,
        description,
        workingSize,
        background,
        head,
        license,
        provenance,
        List.of(),
        null);
  }

  /**
   * A network over the whole frame.
   *
   * @param file its name in the pack
   * @param sha256 of the file, in lower-case hexadecimal digits
   * @param multipleOf frames are padded at the right and bottom to a multiple of this many pixels
   * @param facts the network's facts; null in packs of older versions, whose networks always get
   *     the whole frame
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record FrameNetwork(
      @JsonProperty(required = true) String file,
      @JsonProperty(required = true) String sha256,
      @JsonProperty(required = true) int multipleOf,
      @Nullable NetworkFacts facts) {
    public FrameNetwork {
      ManifestValues.checkFile(file, "background.file");
      ManifestValues.checkSha256(sha256, "background.sha256");
      ManifestValues.needRange(multipleOf, 1, 1024, "background.multipleOf");
      if (facts != null && multipleOf % facts.step() != 0) {
        throw new BadModel(
            "background.multipleOf is %d, it must be a multiple of the network's stride and alignment, %d"
                .formatted(multipleOf, facts.step()));
      }
    }
  }

  /**
   * A network over one aligned face, and how its picture is blended in.
   *
   * @param file its name in the pack
   * @param sha256 of the file, in lower-case hexadecimal digits
   * @param size width and height of the aligned face, in pixels
   * @param mask name of the blending mask in the pack: a picture, white where the head shows
   * @param facts the network's facts; null in packs of older versions
   * @param refined the source of eyes and mouth that are drawn once more, at twice the size, for a
   *     face that is large in the picture; null where the network draws nothing better then
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record HeadNetwork(
      @JsonProperty(required = true) String file,
      @JsonProperty(required = true) String sha256,
      @JsonProperty(required = true) int size,
      @JsonProperty(required = true) String mask,
      @Nullable NetworkFacts facts,
      @Nullable Refinement refined) {

    /** A network whose heads are not refined. */
    public HeadNetwork(
        String file, String sha256, int size, String mask, @Nullable NetworkFacts facts) {
      this(file, sha256, size, mask, facts, null);
    }

    public HeadNetwork {
      ManifestValues.checkFile(file, "head.file");
      ManifestValues.checkSha256(sha256, "head.sha256");
      ManifestValues.needRange(size, 16, 4096, "head.size");
      ManifestValues.checkFile(mask, "head.mask");
    }
  }

  /** The source from which eyes and mouth of a large face are drawn once more. */
  public enum Refinement {
    /** The drawn head, for networks whose cartoon is weaker where a face is larger. */
    @JsonProperty("head")
    OF_HEAD,
    /** The photo, for networks that draw the same at any size. */
    @JsonProperty("photo")
    OF_PHOTO
  }

  /**
   * The origin of the networks.
   *
   * @param source the place or the authors
   * @param files the files that they were made from, with their SHA-256
   * @param tool the program that made the pack
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Provenance(
      @JsonProperty(required = true) String source,
      @JsonProperty(required = true) List<SourceFile> files,
      @JsonProperty(required = true) String tool) {
    public Provenance {
      ManifestValues.need(source, "provenance.source");
      ManifestValues.need(files, "provenance.files");
      ManifestValues.need(tool, "provenance.tool");
      files.forEach(file -> ManifestValues.need(file, "a file of provenance.files"));
      files = List.copyOf(files);
    }
  }

  /** One file that a network was made from. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record SourceFile(
      @JsonProperty(required = true) String name, @JsonProperty(required = true) String sha256) {
    public SourceFile {
      ManifestValues.need(name, "provenance.files.name");
      ManifestValues.checkSha256(sha256, "provenance.files.sha256");
    }
  }

  /** True if one network draws frames and heads. */
  public boolean hasOneNetwork() {
    return head != null && head.sha256().equals(background.sha256());
  }

  /** The precision of the style's own networks, as far as it was measured. */
  public Precision precision() {
    NetworkFacts facts = background.facts();
    return facts == null || facts.memory().isEmpty()
        ? Precision.FP32
        : facts.memory().get(0).precision();
  }

  /** The variant of that name. */
  public Optional<StyleVariant> variant(String variantName) {
    return variants.stream().filter(variant -> variant.name().equals(variantName)).findFirst();
  }

  /** True if there is a variant of that name, or it is {@link StyleVariant#FULL}. */
  public boolean draws(String variantName) {
    return variantName.equals(StyleVariant.FULL) || variant(variantName).isPresent();
  }

  /**
   * The variant of that name.
   *
   * @throws NoSuchStyle if there is none; the message lists the names
   */
  public StyleVariant needVariant(String variantName) {
    return variant(variantName)
        .orElseThrow(
            () ->
                new NoSuchStyle(
                    "the style '%s' has no variant '%s', only %s"
                        .formatted(name, variantName, String.join(", ", variantNames())),
                    KatongException.Remedy.MAKE_VARIANTS));
  }

  /** {@link StyleVariant#FULL} and the names of the variants, sorted. */
  public List<String> variantNames() {
    return Stream.concat(
            Stream.of(StyleVariant.FULL), variants.stream().map(StyleVariant::name).sorted())
        .toList();
  }

  /** The names of the files that the pack must hold, besides the manifest. */
  Set<String> files() {
    Set<String> files = new LinkedHashSet<>(NetworkDigests.of(background, head, variants).keySet());
    if (head != null) {
      files.add(head.mask());
    }
    return files;
  }

  /** The digest that a file of that name must have, where the manifest tells one. */
  Optional<String> sha256(String file) {
    return Optional.ofNullable(NetworkDigests.of(background, head, variants).get(file));
  }

  /** This manifest under another name. */
  public StyleManifest named(String newName) {
    return with(newName, background, head, variants, finish);
  }

  /** This manifest with a variant added, which replaces one of the same name. */
  StyleManifest with(StyleVariant variant) {
    List<StyleVariant> all = new ArrayList<>(without(variant.name()).variants);
    all.add(variant);
    return with(name, background, head, all, finish);
  }

  /** This manifest without a variant. */
  StyleManifest without(String variantName) {
    List<StyleVariant> rest =
        variants.stream().filter(variant -> !variant.name().equals(variantName)).toList();
    return with(name, background, head, rest, finish);
  }

  /** This manifest with a variant's networks instead of the style's own. */
  StyleManifest drawnBy(StyleVariant variant) {
    return with(name, variant.inPlaceOf(background), variant.inPlaceOf(head), variants, finish);
  }

  /** This manifest with the finish that it recommends; null for none. */
  public StyleManifest with(@Nullable StyleFinish newFinish) {
    return with(name, background, head, variants, newFinish);
  }

  private StyleManifest with(
      String newName,
      FrameNetwork newBackground,
      @Nullable HeadNetwork newHead,
      List<StyleVariant> newVariants,
      @Nullable StyleFinish newFinish) {
    return new StyleManifest(
        format,
        newName,
        description,
        workingSize,
        newBackground,
        newHead,
        license,
        provenance,
        newVariants,
        newFinish);
  }

  byte[] toJson() {
    return ManifestJson.write(this);
  }
}
