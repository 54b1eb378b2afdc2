package dev.katong.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongException;
import dev.katong.cli.console.Failures;
import dev.katong.cli.fixture.Documentation;
import dev.katong.cli.fixture.KatongProcess;
import dev.katong.cli.fixture.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The README and the reference name what the command has, and their examples run. */
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
  private static final Set<String> OF_EVERY_COMMAND = Set.of("-h", "--help", "-V", "--version");

  @TempDir private Path folder;

  @Test
  void javaBlocks_compileAndRun() throws IOException {
    List<String> blocks = blocks("java");
    assertThat(blocks).isNotEmpty();
    for (int i = 0; i < blocks.size(); i++) {
      Path work = Files.createDirectory(folder.resolve("block" + i));
      Pictures.portrait(work.resolve("photo.jpg"));
      String classPath = compile(blocks.get(i), folder.resolve("classes" + i));
      Path home = Files.createDirectory(folder.resolve("home" + i));
      new KatongProcess(home, work).runMain(classPath, "Example").ok();
      assertThat(home).isEmptyDirectory();
      Pictures.assertPicture(work.resolve("cartoon.png"), Pictures.WIDTH, Pictures.HEIGHT);
    }
  }

  /** Compiles the statements as a program; the class path that runs it. */
  private static String compile(String statements, Path classes) throws IOException {
    Path source = Files.createDirectories(classes).resolve("Example.java");
    Files.writeString(
        source,
        """
        import dev.katong.*;
        import dev.katong.image.*;
        import dev.katong.style.*;
        import java.nio.file.*;
        import java.util.*;

        class Example {
          public static void main(String[] arguments) throws Exception {
            %s
          }
        }
        """
            .formatted(statements));
    String classPath = System.getProperty("java.class.path");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int result =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-cp",
            classPath,
            "-d",
            classes.toString(),
            source.toString());
    assertThat(result).as("compilation of %s", statements).isZero();
    return classes + System.getProperty("path.separator") + classPath;
  }

  @Test
  void javadocOfKatong_showsTheFirstJavaBlock() throws IOException {
    String source = Files.readString(ROOT.resolve("core/src/main/java/dev/katong/Katong.java"));
    String example =
        Pattern.compile("(?s)<pre>\\{@code\\R(.*?)\\R \\* }</pre>")
            .matcher(source)
            .results()
            .map(match -> match.group(1).replaceAll("(?m)^ \\* ?", ""))
            .findFirst()
            .orElseThrow();
    assertThat(example.strip()).isEqualTo(blocks("java").get(0).strip());
  }

  @Test
  void tableOfOptions_namesThoseOfCartoonize() throws IOException {
    Set<String> named =
        Pattern.compile("(?m)^\\| *(`-[^|]*)\\|")
            .matcher(Documentation.ofTheCommand())
            .results()
            .flatMap(row -> Pattern.compile("--?[a-z-]+").matcher(row.group(1)).results())
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).isEqualTo(options(cartoonize()));
  }

  @Test
  void exitCodes_areThoseOfTheCommand() throws IOException {
    String sentence =
        Pattern.compile("(?s)Exit codes: (.*?)\\R\\R")
            .matcher(Documentation.ofTheCommand())
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    Map<String, String> told =
        Pattern.compile("(\\d+) ([a-z][^,.]*)")
            .matcher(sentence.replaceAll("\\s+", " "))
            .results()
            .collect(Collectors.toMap(code -> code.group(1), code -> code.group(2)));
    assertThat(told).isEqualTo(Main.commandLine().getCommandSpec().usageMessage().exitCodeList());
    Set<String> used =
        Stream.concat(Stream.of(0, Failures.MIXED, CommandLine.ExitCode.USAGE), ofFailures())
            .map(String::valueOf)
            .collect(Collectors.toSet());
    assertThat(told.keySet()).isEqualTo(used);
  }

  private static Stream<Integer> ofFailures() {
    return Stream.of(
            new KatongException.BadPhoto(""),
            new KatongException.NoSuchStyle(""),
            new KatongException.BadModel(""),
            new KatongException.NoFace(""),
            new KatongException.BadOutput(""),
            new KatongException.Engine("", null),
            new KatongException.OverBudget("", 1, KatongException.Remedy.RAISE_BUDGET),
            new KatongException.OutOfMemory("", KatongException.Remedy.ASK_FOR_LESS, null),
            new OutOfMemoryError(),
            new KatongException.BadDownload(""),
            new IllegalStateException())
        .map(Failures::exitCode);
  }

  @Test
  void commands_areRightUsage() throws IOException {
    List<String> calls =
        blocks("sh").stream()
            .flatMap(String::lines)
            .filter(line -> line.startsWith("./katong "))
            .map(line -> line.substring("./katong ".length()).replaceAll(" +#.*", "").strip())
            .toList();
    assertThat(calls).isNotEmpty();
    for (String call : calls) {
      CommandLine.ParseResult parsed = Main.commandLine().parseArgs(call.split(" +"));
      assertThat(parsed.unmatched()).as(call).isEmpty();
    }
  }

  @Test
  void optionsInTheText_existInSomeCommand() throws IOException {
    Set<String> known = new TreeSet<>(OF_EVERY_COMMAND);
    collect(Main.commandLine().getCommandSpec(), known);
    assertThat(
            Pattern.compile("(?<![\\w-])--[a-z][a-z-]*")
                .matcher(Documentation.ofTheCommand())
                .results())
        .extracting(MatchResult::group)
        .isSubsetOf(known);
  }

  private static CommandSpec cartoonize() {
    return Objects.requireNonNull(Main.commandLine().getSubcommands().get("cartoonize"))
        .getCommandSpec();
  }

  private static Set<String> options(CommandSpec command) {
    return command.options().stream()
        .map(OptionSpec::names)
        .flatMap(Stream::of)
        .filter(name -> !OF_EVERY_COMMAND.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void collect(CommandSpec command, Set<String> names) {
    names.addAll(options(command));
    command.subcommands().values().forEach(sub -> collect(sub.getCommandSpec(), names));
  }

  private static List<String> blocks(String language) throws IOException {
    return Documentation.blocks(language, Documentation.ofTheCommand());
  }
}
