package dev.katong.cli;

import dev.katong.Katong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The katong command. */
@Command(
    name = "katong",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Turns photos of people into cartoons.",
    footer = {
      "",
      "Exit codes: 0 all done, 1 several pictures failed for different reasons, 2 wrong usage,",
      "3 bad photo, 4 bad style or network, 5 no face, 6 output cannot be written,",
      "7 the engine failed, 70 a fault in Katong."
    },
    subcommands = {
      CartoonizeCommand.class,
      StyleCommand.class,
      FacesCommand.class,
      ModelCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command, ready to be given arguments. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command
                  .getErr()
                  .println(command.getColorScheme().errorText(Failures.sentence(failure)));
              return Failures.exitCode(failure);
            });
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
