package dev.katong.style;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.katong.KatongException.BadModel;
import dev.katong.network.NetworkFacts;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a style pack's {@code style.json} says. Every value is checked when it is made, from a file
 * or by code.
 *
 * @param format version of this description, {@link #FORMAT}
 * @param name lower-case letters, digits, {@code -}, {@code _} and {@code .}; at most 64 characters
 * @param description one line for people
 * @param workingSize the short side, in pixels, at which the style is at its best; larger photos
 *     are shrunk to it, smaller ones stay as they are
 * @param background the network for the whole frame
 * @param head the network for aligned faces; null where the style has none
 * @param license SPDX identifier, or a sentence where there is none
 * @param provenance where the networks came from
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
    @JsonProperty(required = true) Provenance provenance) {

  /** The version of {@code style.json} that this program writes, and the newest that it reads. */
  public static final int FORMAT = 1;

  public static final String FILE = "style.json";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_SIDE = 16_384;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public StyleManifest {
    if (format < 1 || format > FORMAT) {
      throw new BadModel(
          "style.json has format "
              + format
              + ", this version of Katong reads 1 to "
              + FORMAT
              + "; use a newer Katong or export the style anew");
    }
    checkName(name);
    need(description, "description");
    needRange(workingSize, 16, MAX_SIDE, "workingSize");
    need(background, "background");
    need(license, "license");
    need(provenance, "provenance");
  }

  /**
   * A network over the whole frame.
   *
   * @param file its name in the pack
   * @param sha256 of the file, in lower-case hexadecimal digits
   * @param multipleOf frames are padded at the right and bottom to a multiple of this many pixels
   * @param facts what is known of the network; null in packs of before it was looked into, whose
   *     networks always get the whole frame
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record FrameNetwork(
      @JsonProperty(required = true) String file,
      @JsonProperty(required = true) String sha256,
      @JsonProperty(required = true) int multipleOf,
      @Nullable NetworkFacts facts) {
    public FrameNetwork {
      checkFile(file, "background.file");
      checkSha256(sha256, "background.sha256");
      needRange(multipleOf, 1, 1024, "background.multipleOf");
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
   * @param facts what is known of the network; null in packs of before it was looked into
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record HeadNetwork(
      @JsonProperty(required = true) String file,
      @JsonProperty(required = true) String sha256,
      @JsonProperty(required = true) int size,
      @JsonProperty(required = true) String mask,
      @Nullable NetworkFacts facts) {
    public HeadNetwork {
      checkFile(file, "head.file");
      checkSha256(sha256, "head.sha256");
      needRange(size, 16, 4096, "head.size");
      checkFile(mask, "head.mask");
    }
  }

  /**
   * Where the networks came from.
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
      need(source, "provenance.source");
      need(files, "provenance.files");
      need(tool, "provenance.tool");
      files.forEach(file -> need(file, "a file of provenance.files"));
      files = List.copyOf(files);
    }
  }

  /** One file that a network was made from. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record SourceFile(
      @JsonProperty(required = true) String name, @JsonProperty(required = true) String sha256) {
    public SourceFile {
      need(name, "provenance.files.name");
      checkSha256(sha256, "provenance.files.sha256");
    }
  }

  /** The names of the files that the pack must hold, besides the manifest. */
  List<String> files() {
    return head == null
        ? List.of(background.file())
        : List.of(background.file(), head.file(), head.mask());
  }

  /** The digest that a file of that name must have, where the manifest tells one. */
  Optional<String> sha256(String file) {
    if (file.equals(background.file())) {
      return Optional.of(background.sha256());
    }
    return Optional.ofNullable(head).filter(h -> file.equals(h.file())).map(HeadNetwork::sha256);
  }

  /** This manifest under another name. */
  public StyleManifest named(String newName) {
    return new StyleManifest(
        format, newName, description, workingSize, background, head, license, provenance);
  }

  /**
   * Reads a manifest.
   *
   * @param where what messages call the pack
   * @throws BadModel if it is no JSON, or a value is missing or out of range
   */
  static StyleManifest parse(byte[] json, String where) {
    try {
      StyleManifest manifest = JSON.readValue(json, StyleManifest.class);
      if (manifest == null) {
        throw new BadModel(where + ": style.json is not valid: it is null");
      }
      return manifest;
    } catch (JacksonException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BadModel bad) {
          throw new BadModel(where + ": " + bad.getMessage(), e);
        }
      }
      throw new BadModel(where + ": style.json is not valid: " + e.getOriginalMessage(), e);
    }
  }

  byte[] toJson() {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
  }

  /**
   * Passes a style's name on.
   *
   * @throws BadModel if it is not one
   */
  static String checkName(String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new BadModel(
          "'"
              + name
              + "' cannot be a style's name; use up to 64 lower-case letters, digits, '-', '_'"
              + " and '.', such as 'anime'");
    }
    return name;
  }

  /** Whether {@code name} can be that of a file in a pack: no path, no hidden file. */
  static boolean isFileName(String name) {
    return FILE_NAME.matcher(name).matches();
  }

  private static void checkFile(String file, String what) {
    need(file, what);
    if (!isFileName(file)) {
      throw new BadModel(what + " is '" + file + "', which is not the name of a file in the pack");
    }
  }

  private static void checkSha256(String digest, String what) {
    need(digest, what);
    if (!SHA256.matcher(digest).matches()) {
      throw new BadModel(what + " is '" + digest + "', which is not a SHA-256 in lower case");
    }
  }

  private static void need(@Nullable Object value, String what) {
    if (value == null || (value instanceof String text && text.isBlank())) {
      throw new BadModel("style.json lacks " + what);
    }
  }

  private static void needRange(int value, int least, int most, String what) {
    if (value < least || value > most) {
      throw new BadModel(what + " is " + value + ", it must be " + least + " to " + most);
    }
  }
}
