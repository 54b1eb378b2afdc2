package dev.katong.forge.prune.channel;

import dev.katong.forge.onnx.Node;
import java.util.HashMap;
import java.util.Map;

/** The table of operators through which channels are followed. */
final class ChannelOperators {
  private static final Map<String, ChannelRule> RULES = rules();

  private ChannelOperators() {}

  /** The rule of an operator; for one that has none, all channels that it takes stay. */
  static ChannelRule rule(String domain, String operator) {
    ChannelRule rule = Node.isStandard(domain) ? RULES.get(operator) : null;
    return rule == null ? visit -> visit.keepAll("is not followed") : rule;
  }

  private static Map<String, ChannelRule> rules() {
    Map<String, ChannelRule> rules = new HashMap<>();
    ConvolutionRules.register(rules);
    ElementwiseRules.register(rules);
    ArrangingRules.register(rules);
    PlacingRules.register(rules);
    PixelRules.register(rules);
    ShapeRules.register(rules);
    return rules;
  }
}
