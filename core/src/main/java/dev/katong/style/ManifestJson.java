package dev.katong.style;

import dev.katong.KatongException.BadModel;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The way from the bytes of {@code style.json} to a checked manifest, and back. */
final class ManifestJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ManifestJson() {}

  /**
   * Reads a manifest.
   *
   * @param where the pack's name in messages
   * @throws BadModel if it is no JSON, or a value is missing or out of range
   */
  static StyleManifest read(byte[] json, String where) {
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

  static byte[] write(StyleManifest manifest) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
  }
}
