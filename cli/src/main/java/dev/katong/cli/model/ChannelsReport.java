package dev.katong.cli.model;

import dev.katong.forge.prune.ChannelGroup;
import dev.katong.forge.prune.ChannelGroups;
import dev.katong.forge.prune.Layer;
import dev.katong.forge.prune.Section;
import dev.katong.forge.prune.Thresholds;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
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

  private record Json(List<GroupJson> groups) {}

  private record GroupJson(
      String name, int channels, int removable, List<String> reasons, List<LayerJson> layers) {
    static GroupJson of(ChannelGroup group) {
      return new GroupJson(
          group.name(),
          group.channels(),
          group.removable(),
          List.copyOf(group.reasons()),
          group.layers().stream().map(LayerJson::of).toList());
    }
  }

  private record LayerJson(
      String name, String section, int channels, int below, List<Double> norms) {
    static LayerJson of(Layer layer) {
      return new LayerJson(
          layer.name(),
          layer.section().label(),
          layer.channels(),
          ChannelsReport.below(layer),
          rounded(layer.norms()));
    }
  }

  /** All groups, as one line. */
  String json() {
    return JSON.writeValueAsString(new Json(groups.groups().stream().map(GroupJson::of).toList()));
  }

  private static List<Double> rounded(List<Double> norms) {
    return norms.stream().map(norm -> Math.round(norm * 1e6) / 1e6).toList();
  }
}
