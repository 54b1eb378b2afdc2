package dev.katong.cli.console;

import dev.katong.KatongException.BadOutput;
import dev.katong.KatongHome;
import picocli.CommandLine.Model.CommandSpec;

/** The root command, which tells the commands below it where Katong's home is. */
public interface CommandHome {

  /**
   * The home that all commands use.
   *
   * @throws BadOutput if the environment names one that cannot be a path on this platform
   */
  KatongHome home();

  /** The home of a command, any number of commands below the root. */
  static KatongHome of(CommandSpec command) {
    return ((CommandHome) command.root().userObject()).home();
  }
}
