package dev.katong.cli;

import dev.katong.Katong;
import dev.katong.KatongHome;
import dev.katong.Options;
import dev.katong.Profile;
import dev.katong.cli.cartoonize.CartoonizeCommand;
import dev.katong.cli.console.CommandHome;
import dev.katong.cli.console.Failures;
import dev.katong.cli.console.OptionType;
import dev.katong.cli.doctor.DoctorCommand;
import dev.katong.cli.model.FacesCommand;
import dev.katong.cli.model.HeifCommand;
import dev.katong.cli.model.ModelCommand;
import dev.katong.cli.serve.KeyCommand;
import dev.katong.cli.serve.ServeCommand;
import dev.katong.cli.style.StyleCommand;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.image.Colour;
import dev.katong.image.PictureFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
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
      HeifCommand.class,
      ModelCommand.class,
      DoctorCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable, CommandHome {
  private final Supplier<KatongHome> home;

  @Spec private CommandSpec spec;

  private Main(Supplier<KatongHome> home) {
    this.home = home;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals(CartoonizeCommand.NAME)) {
      Katong.preload();
    }
    System.exit(commandLine().execute(args));
  }

  /** Creates the command, ready to be given arguments. */
  public static CommandLine commandLine() {
    return commandLine(KatongHome::ofEnvironment);
  }

  /** Creates the command with another home than that of the environment. */
  public static CommandLine commandLine(Supplier<KatongHome> home) {
    CommandLine katong =
        new CommandLine(new Main(home))
            .setParameterExceptionHandler(Main::wrongUsage)
            .setExecutionExceptionHandler(Main::failed);
    registerTypes(katong);
    tellVersion(katong);
    return katong;
  }

  private static void registerTypes(CommandLine katong) {
    katong
        .registerConverter(Path.class, new OptionType<>(OptionType::path))
        .registerConverter(Options.Faces.class, new OptionType<>(Options.Faces::of))
        .registerConverter(Options.Detail.class, new OptionType<>(Options.Detail::of))
        .registerConverter(Options.Composition.class, new OptionType<>(Options.Composition::of))
        .registerConverter(Options.Metadata.class, new OptionType<>(Options.Metadata::of))
        .registerConverter(Profile.class, new OptionType<>(Profile::of))
        .registerConverter(Colour.class, new OptionType<>(Colour::parse))
        .registerConverter(PictureFormat.class, new OptionType<>(PictureFormat::of))
        .registerConverter(PixelEnds.Layout.class, new OptionType<>(PixelEnds.Layout::of))
        .registerConverter(PixelEnds.Channels.class, new OptionType<>(PixelEnds.Channels::of))
        .registerConverter(PixelEnds.Range.class, new OptionType<>(PixelEnds.Range::of));
  }

  private static void tellVersion(CommandLine command) {
    command.getCommandSpec().versionProvider(new Version());
    command.getSubcommands().values().forEach(Main::tellVersion);
  }

  private static int wrongUsage(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText("katong: " + failure.getMessage()));
    UnmatchedArgumentException.printSuggestions(failure, err);
    err.print(command.getHelp().fullSynopsis());
    err.println("'" + command.getCommandSpec().qualifiedName() + " --help' explains them.");
    return ExitCode.USAGE;
  }

  private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
    command.getErr().println(command.getColorScheme().errorText(Failures.sentence(failure)));
    return Failures.exitCode(failure);
  }

  @Override
  public KatongHome home() {
    return home.get();
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do, such as 'katong cartoonize'.");
  }

  /** Gives {@code --version} its line. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"katong " + Katong.VERSION};
    }
  }
}
