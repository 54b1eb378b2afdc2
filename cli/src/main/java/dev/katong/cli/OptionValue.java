package dev.katong.cli;

import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Values of options; a bad one is wrong usage, and the message names the option and its bounds. */
final class OptionValue {
  private OptionValue() {}

  /**
   * The value of an option.
   *
   * @param value throws an {@link IllegalArgumentException} if it is not allowed
   */
  static <T> T of(CommandLine command, String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command, "Invalid value for option '" + option + "': " + e.getMessage(), e);
    }
  }

  /** A whole number from {@code least} to {@code most}. */
  static int integer(String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered as numbers out of bounds are.
    }
    throw new IllegalArgumentException(
        "'%s' is not a whole number from %d to %d".formatted(text, least, most));
  }

  /** A number from 0 to 1. */
  static double share(String text) {
    return number(text, 0, 1);
  }

  /** A number from {@code least} to {@code most}, which are whole. */
  static double number(String text, double least, double most) {
    try {
      double number = Double.parseDouble(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered as numbers out of bounds are.
    }
    throw new IllegalArgumentException(
        "'%s' is not a number from %.0f to %.0f".formatted(text, least, most));
  }
}
