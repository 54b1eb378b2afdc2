package dev.katong.cli.style;

import dev.katong.KatongException;
import dev.katong.KatongException.BadModel;
import dev.katong.cli.console.CommandHome;
import dev.katong.cli.console.OptionType;
import dev.katong.cli.console.PixelEndsOptions;
import dev.katong.forge.NetworkFile;
import dev.katong.forge.download.PublishedStyle;
import dev.katong.forge.importer.ImportOptions;
import dev.katong.forge.importer.ImportedNetwork;
import dev.katong.forge.style.StyleImport;
import dev.katong.style.StyleManifest;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code katong style}: the available styles. */
@Command(
    name = "style",
    mixinStandardHelpOptions = true,
    description =
        "Fetches styles, imports, lists, shows, optimizes, trains, removes and exports them.",
    subcommands = {
      PullCommand.class,
      OptimizeCommand.class,
      CompareCommand.class,
      TrainCommand.class
    })
public final class StyleCommand implements Runnable {
  private static final int DEFAULT_WORKING_SIZE = 720;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Say what to do with styles: pull, import, list, info, optimize, compare, train, remove or"
            + " export.");
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = {
        "Imports a style:",
        "a DCT-Net folder of ModelScope (cartoon_bg.pb, cartoon_h.pb, alpha.jpg),",
        "a style pack (folder or zip), or one network (ONNX or .pb).",
        "Networks are analysed and run at a few sizes; this takes some seconds."
      })
  void importStyle(
      @Parameters(paramLabel = "FROM", description = "The folder or file.") Path from,
      @Option(names = "--name", paramLabel = "N", description = "The style's name.")
          @Nullable String name,
      @Option(
              names = "--working-size",
              paramLabel = "16..16384",
              defaultValue = "" + DEFAULT_WORKING_SIZE,
              converter = WorkingSize.class,
              description =
                  "For one network: the short side at which it is at its best."
                      + " Default: ${DEFAULT-VALUE}.")
          int workingSize,
      @Option(names = "--force", description = "Replace a style of that name.") boolean force,
      @Option(
              names = "--input",
              paramLabel = "TENSOR",
              description = "For one network: the input that takes the picture.")
          @Nullable String input,
      @Option(
              names = "--output",
              paramLabel = "TENSOR",
              description = "For one network: the output that is the picture.")
          @Nullable String output,
      @Mixin PixelEndsOptions ends) {
    StylePack pack = read(from, name, workingSize, ends.read(input, output));
    store().add(pack, force);
    tellImported(pack, spec);
  }

  /** Prints a style that was imported; used by all commands that import one. */
  static void tellImported(StylePack pack, CommandSpec command) {
    PrintWriter out = command.commandLine().getOut();
    String name = pack.manifest().name();
    out.println("imported the style '" + name + "', " + megabytes(pack));
    out.println("background: " + FactsText.of(pack.manifest().background().facts()));
    var head = pack.manifest().head();
    if (head != null) {
      out.println("head: " + FactsText.of(head.facts()));
    }
    tellReplaced(name, command);
  }

  /** Prints a note if an imported style replaces a built-in one. */
  static void tellReplaced(String name, CommandSpec command) {
    if (store(command).replacesBuiltIn(name)) {
      command
          .commandLine()
          .getOut()
          .println(
              "it draws in place of the built-in style '%s' until 'katong style remove %s'"
                  .formatted(name, name));
    }
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the styles.")
  void list(
      @Option(
              names = "--available",
              description = "List those that 'style pull' can fetch; nothing is asked for it.")
          boolean available) {
    if (available) {
      listAvailable();
    } else {
      listAtHand();
    }
  }

  private void listAvailable() {
    StyleStore store = store();
    List<String> installed = store.names();
    for (PublishedStyle style : PublishedStyle.ALL) {
      out()
          .printf(
              Locale.ROOT,
              "%-16s %8s  %-10s  %s%s%n",
              style.name(),
              "%.1f MB".formatted(PublishedStyle.ABOUT_BYTES / 1e6),
              PublishedStyle.LICENSE,
              style.description(),
              installed.contains(style.name())
                  ? store.builtIn(style.name()) ? " (a small one is built in)" : " (installed)"
                  : "");
    }
  }

  private void listAtHand() {
    StyleStore store = store();
    for (String name : store.names()) {
      try {
        StylePack pack = store.find(name).whole();
        print(name, megabytes(pack), pack.manifest().description() + origin(store, name));
      } catch (KatongException e) {
        print(name, "damaged", String.valueOf(e.getMessage()));
      }
    }
  }

  private static String origin(StyleStore store, String name) {
    if (store.builtIn(name)) {
      return " (built in)";
    }
    return store.replacesBuiltIn(name) ? " (in place of the built-in style)" : "";
  }

  private void print(String name, String size, String description) {
    out().printf("%-16s %8s  %s%n", name, size, description);
  }

  @Command(name = "info", mixinStandardHelpOptions = true, description = "Shows a style.")
  void info(
      @Parameters(paramLabel = "S", description = "A style's name or path.") String nameOrPath) {
    StylePack pack = store().find(nameOrPath).whole();
    StyleManifest manifest = pack.manifest();
    PrintWriter out = out();
    out.printf("%-14s%s%n", "name", manifest.name());
    out.printf("%-14s%s%n", "description", manifest.description());
    out.printf("%-14s%s%n", "size", megabytes(pack));
    out.printf("%-14sshort side %d pixels%n", "working size", manifest.workingSize());
    var background = manifest.background();
    out.printf(
        "%-14s%s, sides multiple of %d%n",
        "background", background.file(), background.multipleOf());
    out.printf("%-14s%s%n", "", FactsText.of(background.facts()));
    var head = manifest.head();
    if (head != null) {
      out.printf(
          "%-14s%s, %d×%d pixels, mask %s%n",
          "head", head.file(), head.size(), head.size(), head.mask());
      out.printf("%-14s%s%n", "", FactsText.of(head.facts()));
    }
    VariantTable.lines(pack).forEach(out::println);
    if (manifest.finish() != null) {
      out.printf("%-14s%s%n", "finish", manifest.finish().text());
    }
    out.printf("%-14s%s%n", "licence", manifest.license());
    out.printf("%-14s%s%n", "source", manifest.provenance().source());
    for (var file : manifest.provenance().files()) {
      out.printf("%-14s%s sha256 %s%n", "", file.name(), file.sha256());
    }
    out.printf("%-14s%s%n", "made by", manifest.provenance().tool());
  }

  @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes a style.")
  void remove(@Parameters(paramLabel = "N", description = "The style's name.") String name) {
    StyleStore store = store();
    store.remove(name);
    String rest = store.builtIn(name) ? "; the built-in one of that name draws again" : "";
    out().println("removed the style '" + name + "'" + rest);
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Writes a style as a zip, for another machine.")
  void export(
      @Parameters(paramLabel = "S", description = "A style's name or path.") String nameOrPath,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "ZIP",
              description = "The file. Default: the style's name with .zip.")
          @Nullable Path output) {
    StyleStore store = store();
    String name = store.find(nameOrPath).manifest().name();
    Path zip = output == null ? Path.of(name + ".zip") : output;
    store.export(nameOrPath, zip);
    out().println("exported the style '" + name + "' to " + zip);
  }

  private StylePack read(Path from, @Nullable String name, int workingSize, ImportOptions options) {
    if (!Files.exists(from)) {
      throw new BadModel("there is nothing at " + from);
    }
    boolean folder = Files.isDirectory(from);
    String file = String.valueOf(from.getFileName()).toLowerCase(Locale.ROOT);
    if (file.endsWith(".zip") || (folder && Files.exists(from.resolve(StyleManifest.FILE)))) {
      StylePack pack = StylePack.read(from);
      return name == null ? pack : pack.named(name);
    }
    if (name == null) {
      throw new ParameterException(
          Objects.requireNonNull(spec.commandLine().getSubcommands().get("import")),
          "name the style with --name, such as '--name anime'");
    }
    if (folder) {
      return StyleImport.dctNet(from, name);
    }
    ImportedNetwork network = NetworkFile.read(from, options);
    network.notes().forEach(out()::println);
    return StyleImport.singleNetwork(from, network.model(), workingSize, name);
  }

  static final class WorkingSize extends OptionType<Integer> {
    WorkingSize() {
      super(text -> wholeNumber(text, 16, 16_384));
    }
  }

  private StyleStore store() {
    return store(spec);
  }

  private static StyleStore store(CommandSpec command) {
    return new StyleStore(CommandHome.of(command).styles());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** The size of a style in the form of all commands. */
  static String megabytes(StylePack pack) {
    return String.format(Locale.ROOT, "%.1f MB", pack.bytes() / 1e6);
  }
}
