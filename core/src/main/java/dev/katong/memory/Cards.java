package dev.katong.memory;

import java.util.List;
import java.util.Optional;

/** The graphics cards of this machine, read to plan with their memory or to show it. */
@FunctionalInterface
public interface Cards {
  /** Reads the cards' state now; takes no longer than two seconds. */
  Reading read();

  /**
   * NVIDIA's cards, in the order in which CUDA numbers them in this process. A reading may be a
   * second old.
   */
  static Cards ofMachine() {
    return NvidiaSmi.HERE;
  }

  /** The same, but read again at every call, for measurements. */
  static Cards uncached() {
    return NvidiaSmi.UNCACHED;
  }

  /**
   * The result of reading the cards.
   *
   * @param cards in CUDA's order; empty if there are none, or nothing could be read
   * @param problem the reason why nothing could be read
   */
  record Reading(List<Card> cards, Optional<String> problem) {
    public Reading {
      cards = List.copyOf(cards);
    }

    static Reading of(List<Card> cards) {
      return new Reading(cards, Optional.empty());
    }

    static Reading failed(String problem) {
      return new Reading(List.of(), Optional.of(problem));
    }

    /**
     * The card that CUDA calls by this number.
     *
     * @return empty if there is none, or nothing is known
     */
    public Optional<Card> card(int number) {
      return number < cards.size() ? Optional.of(cards.get(number)) : Optional.empty();
    }
  }
}
