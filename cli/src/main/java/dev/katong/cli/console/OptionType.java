package dev.katong.cli.console;

import dev.katong.Options;
import dev.katong.memory.MemorySize;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the values of options of one type. Options with bounds of their own name a subclass as
 * their converter; types of their own are registered with the command line.
 *
 * @param <T> the type
 */
public class OptionType<T extends @Nullable Object> implements ITypeConverter<T> {
  private final Function<String, ? extends T> parser;

  /**
   * Creates a type.
   *
   * @param parser throws an {@link IllegalArgumentException} whose message names the bad value and
   *     the allowed ones
   */
  public OptionType(Function<String, ? extends T> parser) {
    this.parser = parser;
  }

  @Override
  public final T convert(String text) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  /** A number from 0 to 1. */
  public static final class Share extends OptionType<Double> {
    public Share() {
      super(OptionType::share);
    }
  }

  /** A PSNR in dB. */
  public static final class Decibels extends OptionType<Double> {
    public Decibels() {
      super(text -> number(text, 0, Options.MAX_FIDELITY));
    }
  }

  /** A number of bytes, such as {@code 600m} or {@code 2g}. */
  public static final class Bytes extends OptionType<Long> {
    public Bytes() {
      super(MemorySize::parse);
    }
  }

  /** Reads a path. An empty one, which would mean the current folder, is refused. */
  public static Path path(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the path is empty; name a file or folder");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "'" + text + "' cannot be a path here; on Linux, LC_ALL=C.UTF-8 allows all names", e);
    }
  }

  /** Reads a number from 0 to 1. */
  public static double share(String text) {
    return number(text, 0, 1);
  }

  /** Reads a number from {@code least} to {@code most}, which are whole. */
  private static double number(String text, double least, double most) {
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

  /** Reads a whole number from {@code least} to {@code most}. */
  public static int wholeNumber(String text, int least, int most) {
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
}
