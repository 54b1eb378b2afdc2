package dev.katong.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cards that CUDA shows a process, in the order in which it numbers them: {@code
 * CUDA_VISIBLE_DEVICES} names them by number or by the beginning of their UUID, and the first name
 * that fits none ends the list (CUDA C++ Programming Guide, environment variables).
 */
final class VisibleCards {
  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  private VisibleCards() {}

  static List<Card> of(List<Card> all, Map<String, String> environment) {
    String names = environment.get(VISIBLE);
    if (names == null) {
      return all;
    }
    List<Card> visible = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      Optional<Card> card = named(all, name.strip());
      if (card.isEmpty()) {
        break;
      }
      visible.add(card.get());
    }
    return visible;
  }

  private static Optional<Card> named(List<Card> all, String name) {
    return all.stream()
        .filter(
            card ->
                name.startsWith("GPU-")
                    ? card.uuid().startsWith(name)
                    : name.equals(Integer.toString(card.number())))
        .findFirst();
  }
}
