package dev.katong.cli;

import dev.katong.forge.prune.ChannelGroup;
import dev.katong.forge.prune.ChannelGroups;
import dev.katong.forge.prune.Layer;
import dev.katong.forge.prune.Section;
import dev.katong.forge.prune.Thresholds;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** The norms of a network's channels, by layer and group, for {@code katong model inspect}. */
final class ChannelsReport {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Thresholds PRESET = Thresholds.PRESET;

  private final ChannelGroups groups;

  ChannelsReport(ChannelGroups groups) {
    this.groups = groups;
  }

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "channels, by groups that go together; L1 norm: the mean absolute weight of a filter%n");
    out.printf(
        Locale.ROOT,
        "  %-34s %-10s %8s %8s %8s %8s %6s%n",
        "layer",
        "section",
        "channels",
        "least",
        "median",
        "most",
        "below");
    for (ChannelGroup group : groups.groups()) {
      if (group.removable() == 0) {
        continue;
      }
      out.printf(
          "  %s: %d channels, %s%n",
          group.name(),
          group.channels(),
          group.sections().stream().map(Section::label).collect(Collectors.joining(", ")));
      for (Layer layer : group.layers()) {
        out.printf(
            Locale.ROOT,
            "    %-32s %-10s %8d %8.4f %8.4f %8.4f %6d%n",
            layer.name(),
            layer.section().label(),
            layer.channels(),
            layer.least(),
            layer.median(),
            layer.most(),
            below(layer));
      }
    }
    out.printf(
        Locale.ROOT,
        "  below: %s in the encoder, %s in the bottleneck, %s in the decoder%n",
        PRESET.encoder(),
        PRESET.bottleneck(),
        PRESET.decoder());
    groups.groups().stream()
        .filter(group -> group.removable() < group.channels())
        .forEach(
            group ->
                out.printf(
                    "  stays: %s, %d channels: %s%n",
                    group.name(),
                    group.channels() - group.removable(),
                    String.join("; ", group.reasons())));
  }

  private static int below(Layer layer) {
    return layer.below(PRESET.of(layer.section()));
  }

  /** All groups, as one line. */
  String json() {
    return JSON.writeValueAsString(
        Map.of("groups", groups.groups().stream().map(this::values).toList()));
  }

  private Map<String, Object> values(ChannelGroup group) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", group.name());
    values.put("channels", group.channels());
    values.put("removable", group.removable());
    values.put("reasons", group.reasons());
    values.put("layers", group.layers().stream().map(this::values).toList());
    return values;
  }

  private Map<String, Object> values(Layer layer) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", layer.name());
    values.put("section", layer.section().label());
    values.put("channels", layer.channels());
    values.put("below", below(layer));
    values.put("norms", rounded(layer.norms()));
    return values;
  }

  private static List<Double> rounded(List<Double> norms) {
    return norms.stream().map(norm -> Math.round(norm * 1e6) / 1e6).toList();
  }
}
