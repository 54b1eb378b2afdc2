package dev.katong.cli;

import dev.katong.KatongHome;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.style.StyleImport;
import dev.katong.style.StyleManifest;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code katong style}: the styles at hand. */
@Command(
    name = "style",
    mixinStandardHelpOptions = true,
    description = "Brings styles in, lists, shows, removes and exports them.")
final class StyleCommand implements Runnable {
  private static final int DEFAULT_WORKING_SIZE = 720;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do with styles: import, list, info, remove or export.");
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = {
        "Brings a style in:",
        "a DCT-Net folder of ModelScope (cartoon_bg.pb, cartoon_h.pb, alpha.jpg),",
        "a style pack (folder or zip), or one network (ONNX or .pb)."
      })
  void importStyle(
      @Parameters(paramLabel = "FROM", description = "The folder or file.") Path from,
      @Option(names = "--name", paramLabel = "N", description = "The style's name.")
          @Nullable String name,
      @Option(
              names = "--working-size",
              paramLabel = "PIXELS",
              defaultValue = "" + DEFAULT_WORKING_SIZE,
              description =
                  "For one network: the short side at which it is at its best."
                      + " Default: ${DEFAULT-VALUE}.")
          int workingSize,
      @Option(names = "--force", description = "Replace a style of that name.") boolean force,
      @Mixin PixelEndsOptions ends) {
    StylePack pack = read(from, name, workingSize, ends);
    store().add(pack, force);
    out().println("imported the style '" + pack.manifest().name() + "', " + megabytes(pack));
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the styles.")
  void list() {
    StyleStore store = store();
    for (String name : store.names()) {
      StylePack pack = store.find(name);
      out()
          .printf(
              "%-16s %8s  %s%s%n",
              name,
              megabytes(pack),
              pack.manifest().description(),
              store.builtIn(name) ? " (built in)" : "");
    }
  }

  @Command(name = "info", mixinStandardHelpOptions = true, description = "Shows a style.")
  void info(
      @Parameters(paramLabel = "S", description = "A style's name or path.") String nameOrPath) {
    StylePack pack = store().find(nameOrPath);
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
    var head = manifest.head();
    if (head != null) {
      out.printf(
          "%-14s%s, %d×%d pixels, mask %s%n",
          "head", head.file(), head.size(), head.size(), head.mask());
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
    store().remove(name);
    out().println("removed the style '" + name + "'");
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Writes a style as a zip, for another machine.")
  void export(
      @Parameters(paramLabel = "N", description = "The style's name.") String name,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "ZIP",
              description = "The file. Default: N.zip.")
          @Nullable Path output) {
    Path zip = output == null ? Path.of(name + ".zip") : output;
    store().export(name, zip);
    out().println("exported the style '" + name + "' to " + zip);
  }

  private StylePack read(Path from, @Nullable String name, int workingSize, PixelEndsOptions ends) {
    boolean folder = Files.isDirectory(from);
    String file = String.valueOf(from.getFileName()).toLowerCase(Locale.ROOT);
    if (folder && Files.exists(from.resolve(StyleManifest.FILE)) || file.endsWith(".zip")) {
      StylePack pack = StylePack.read(from);
      return name == null ? pack : pack.named(name);
    }
    if (name == null) {
      throw new ParameterException(
          spec.commandLine().getSubcommands().get("import"),
          "katong: name the style with --name, such as '--name anime'");
    }
    if (folder) {
      return StyleImport.dctNet(from, name);
    }
    PixelEnds usual =
        file.endsWith(".pb") ? PixelEnds.DCT_NET : PixelEnds.of("nchw", "rgb", "-1..1");
    return StyleImport.singleNetwork(from, ends.orElse(usual), workingSize, name);
  }

  private static StyleStore store() {
    return new StyleStore(KatongHome.ofEnvironment().styles());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static String megabytes(StylePack pack) {
    return String.format(Locale.ROOT, "%.1f MB", pack.bytes() / 1e6);
  }
}
