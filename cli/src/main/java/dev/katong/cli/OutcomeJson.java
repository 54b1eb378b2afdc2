package dev.katong.cli;

import dev.katong.Options;
import dev.katong.forge.optimize.Outcome;
import dev.katong.style.StyleVariant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** One line of JSON for one variant that was made. */
final class OutcomeJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private OutcomeJson() {}

  static String of(Outcome outcome) {
    StyleVariant variant = outcome.variant();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("style", outcome.style().name());
    line.put("variant", variant.name());
    line.put("precision", variant.precision().label());
    line.put("pruned", variant.pruned());
    line.put("quality", variant.quality());
    line.put("speed", variant.speed());
    line.put("bytes", outcome.bytes());
    line.put("ownBytes", outcome.ownBytes());
    line.put("memory", variant.background().facts().memory());
    line.put("draws", Options.DEFAULTS.variantOf(outcome.style()).equals(variant.name()));
    return JSON.writeValueAsString(line);
  }
}
