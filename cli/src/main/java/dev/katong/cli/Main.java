package dev.katong.cli;

import dev.katong.Katong;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The katong command. */
@Command(
    name = "katong",
    mixinStandardHelpOptions = true,
    description = "Turns photos of people into cartoons.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all done",
      "1:several photos failed for different reasons",
      "2:wrong usage",
      "3:bad photo",
      "4:bad style or network",
      "5:no face",
      "6:output cannot be written",
      "7:the engine failed",
      "8:not enough memory",
      "9:download failed",
      "70:a fault in Katong"
    },
    subcommands = {
      CartoonizeCommand.class,
      ServeCommand.class,
      KeyCommand.class,
      StyleCommand.class,
      FacesCommand.class,
      ModelCommand.class,
      DoctorCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals(CartoonizeCommand.NAME)) {
      Katong.preload();
    }
    System.exit(commandLine().execute(args));
  }

  /** The command, ready to be given arguments. */
  static CommandLine commandLine() {
    CommandLine katong =
        new CommandLine(new Main())
            .registerConverter(Path.class, Main::path)
            .setParameterExceptionHandler(Main::wrongUsage)
            .setExecutionExceptionHandler(Main::failed);
    tellVersion(katong);
    return katong;
  }

  private static void tellVersion(CommandLine command) {
    command.getCommandSpec().versionProvider(new Version());
    command.getSubcommands().values().forEach(Main::tellVersion);
  }

  /** An empty path would mean the current folder, which nobody asks for so. */
  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("the path is empty; name a file or folder");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "'" + text + "' cannot be a path here; on Linux, LC_ALL=C.UTF-8 allows all names");
    }
  }

  private static int wrongUsage(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText("katong: " + failure.getMessage()));
    UnmatchedArgumentException.printSuggestions(failure, err);
    err.print(command.getHelp().fullSynopsis());
    err.println(
        "'" + command.getCommandSpec().qualifiedName() + " --help' tells what each of them means.");
    return ExitCode.USAGE;
  }

  private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
    command.getErr().println(command.getColorScheme().errorText(Failures.sentence(failure)));
    return Failures.exitCode(failure);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do, such as 'katong cartoonize'.");
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"katong " + Katong.VERSION};
    }
  }
}
