package dev.katong.cli.serve;

import dev.katong.KatongException.BadOutput;
import dev.katong.cli.console.CommandHome;
import dev.katong.cli.console.OptionType;
import dev.katong.memory.MemorySize;
import dev.katong.server.security.ApiKey;
import dev.katong.server.security.KeysFile;
import dev.katong.server.security.Role;
import dev.katong.server.service.KeyLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code katong key}: the keys of the service. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = {
      "Makes, lists and removes keys of the service.",
      "A service that is running reads the file again within seconds."
    })
public final class KeyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do with keys: new, list or remove.");
  }

  @Command(
      name = "new",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a key and prints its secret, this once: the file keeps only its digest."
      })
  void add(
      @Parameters(paramLabel = "NAME", description = "Who gets it.") String name,
      @Option(
              names = "--admin",
              description = "It may also load styles and see the system and the metrics.")
          boolean admin,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              converter = Expiry.class,
              description = "When it ends: 12h, 90d, 8w, or a day such as 2027-06-30 (UTC).")
          @Nullable String expires,
      @Option(
              names = "--in-flight",
              paramLabel = "N",
              converter = Limit.class,
              description = "Single pictures received or drawn at a time; 0 for no limit.")
          @Nullable Integer inFlight,
      @Option(
              names = "--requests",
              paramLabel = "N",
              converter = Limit.class,
              description = "Requests a minute; 0 for no limit.")
          @Nullable Integer requests,
      @Option(
              names = "--jobs",
              paramLabel = "N",
              converter = Limit.class,
              description = "Jobs that are kept at a time; 0 for no limit.")
          @Nullable Integer jobs,
      @Option(
              names = "--bytes",
              paramLabel = "SIZE",
              converter = DiskLimit.class,
              description = "The disk space of these, such as 2g; 0 for no limit.")
          @Nullable Long bytes,
      @Option(names = "--keys", paramLabel = "FILE", description = "Default: Katong's own.")
          @Nullable Path file) {
    List<String> options = new ArrayList<>();
    put(options, "expires", expires);
    put(options, "in-flight", inFlight);
    put(options, "requests", requests);
    put(options, "jobs", jobs);
    put(options, "bytes", bytes);
    String secret = ApiKey.newSecret();
    KeysFile keys = keys(file);
    try {
      keys.add(name, admin ? Role.ADMIN : Role.CLIENT, ApiKey.digest(secret), options);
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    } catch (IOException e) {
      throw unusable(keys, e);
    }
    out().println(secret);
    spec.commandLine()
        .getErr()
        .println(
            "katong: this is the secret of '%s'; it is shown this once. Its digest is in %s"
                .formatted(name, keys.path()));
  }

  private static void put(List<String> options, String name, @Nullable Object value) {
    if (value != null) {
      options.add(name + "=" + value);
    }
  }

  /** The end of a key, as the file of keys has it: a moment, or a day. */
  static final class Expiry extends OptionType<String> {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})([hdw])");

    Expiry() {
      super(
          text -> {
            Matcher time = TIME.matcher(text);
            return time.matches() ? fromNow(time) : dayOrMoment(text);
          });
    }

    private static String fromNow(Matcher time) {
      long number = Long.parseLong(time.group(1));
      Duration length =
          switch (time.group(2)) {
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofDays(7 * number);
          };
      return Instant.now().plus(length).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String dayOrMoment(String text) {
      try {
        return text.contains("T")
            ? Instant.parse(text).toString()
            : LocalDate.parse(text).toString();
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a time such as 12h, 90d, 8w or 2027-06-30", e);
      }
    }
  }

  static final class Limit extends OptionType<Integer> {
    Limit() {
      super(text -> wholeNumber(text, 0, Integer.MAX_VALUE));
    }
  }

  static final class DiskLimit extends OptionType<Long> {
    DiskLimit() {
      super(text -> text.equals("0") ? 0 : MemorySize.parse(text));
    }
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the keys.")
  void list(
      @Option(names = "--keys", paramLabel = "FILE", description = "Default: Katong's own.")
          @Nullable Path file) {
    KeysFile keys = keys(file);
    try {
      for (ApiKey key : keys.read(KeyLimits.NONE)) {
        out()
            .printf(
                "%-24s %-6s  %s  %s%n",
                key.name(), key.role().label(), key.digest().substring(0, 12), expiry(key));
      }
    } catch (NoSuchFileException e) {
      out().println("there are no keys in " + keys.path());
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    } catch (IOException e) {
      throw unusable(keys, e);
    }
  }

  private static String expiry(ApiKey key) {
    if (key.expires() == null) {
      return "does not expire";
    }
    return (key.hasExpired(Instant.now()) ? "expired " : "expires ") + key.expires();
  }

  @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes a key.")
  void remove(
      @Parameters(paramLabel = "NAME", description = "Whose.") String name,
      @Option(names = "--keys", paramLabel = "FILE", description = "Default: Katong's own.")
          @Nullable Path file) {
    KeysFile keys = keys(file);
    try {
      if (!keys.remove(name)) {
        throw new ParameterException(
            spec.commandLine(), "there is no key '%s' in %s".formatted(name, keys.path()));
      }
    } catch (IOException e) {
      throw unusable(keys, e);
    }
    out().println("removed the key '" + name + "'");
  }

  private KeysFile keys(@Nullable Path file) {
    return new KeysFile(file == null ? CommandHome.of(spec).folder().resolve(KeysFile.NAME) : file);
  }

  private ParameterException wrong(IllegalArgumentException failure) {
    return new ParameterException(
        spec.commandLine(), String.valueOf(failure.getMessage()), failure);
  }

  private static BadOutput unusable(KeysFile keys, IOException failure) {
    return new BadOutput(
        "the keys in %s cannot be read or written: %s".formatted(keys.path(), failure), failure);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
