package dev.katong.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * The command as a process of its own, with a home of its own and nothing else from this process's
 * environment but what a process needs to start. Whatever it is asked, no stack trace may be seen.
 */
final class KatongProcess {
  private static final long TIMEOUT_SECONDS = 90;
  private static final Set<String> KEPT = Set.of("PATH", "HOME", "USERPROFILE", "SystemRoot");

  private final Path home;
  private final Path folder;
  private final List<String> javaOptions = new ArrayList<>();
  private OptionalLong dataLimit = OptionalLong.empty();

  /**
   * A way to start the command.
   *
   * @param home for {@code KATONG_HOME}; need not exist
   * @param folder the working folder
   */
  KatongProcess(Path home, Path folder) {
    this.home = home;
    this.folder = folder;
  }

  /** Adds an option for Java, such as {@code -Dname=value}. */
  KatongProcess withJava(String option) {
    javaOptions.add(option);
    return this;
  }

  /**
   * Has the kernel refuse the process more memory of its own than that, on Linux; what a JVM holds
   * ready without touching it counts too.
   */
  KatongProcess withDataLimit(long kilobytes) {
    KatongProcess limited = new KatongProcess(home, folder);
    limited.javaOptions.addAll(javaOptions);
    limited.dataLimit = OptionalLong.of(kilobytes);
    return limited;
  }

  /** What a finished call left behind. */
  record Ended(int exitCode, String out, String err) {
    List<String> outLines() {
      return out.lines().toList();
    }

    List<String> errLines() {
      return err.lines().toList();
    }

    /** The call went well. */
    Ended ok() {
      assertThat(exitCode).as("exit code; stderr: %s", err).isZero();
      return this;
    }

    /** The call failed with that code, and told why. */
    Ended failed(int expected) {
      assertThat(exitCode).as("exit code; stderr: %s", err).isEqualTo(expected);
      assertThat(errLines()).anyMatch(line -> line.startsWith("katong: "));
      return this;
    }
  }

  /** Runs the command to its end. */
  Ended run(Object... arguments) {
    return runMain(
        System.getProperty("java.class.path"),
        Main.class.getName(),
        Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
  }

  /** Runs the command to its end, between two files: its standard input and output. */
  Ended runBetween(Path in, Path out, Object... arguments) {
    ProcessBuilder builder =
        builder(
                System.getProperty("java.class.path"),
                Main.class.getName(),
                Stream.of(arguments).map(String::valueOf).toArray(String[]::new))
            .redirectInput(in.toFile());
    try {
      return run(builder, out, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs any program of Java to its end. */
  Ended runMain(String classPath, String mainClass, String... arguments) {
    try {
      Path out = Files.createTempFile("katong", ".out");
      try {
        return run(builder(classPath, mainClass, arguments), out, true);
      } finally {
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Ended run(ProcessBuilder builder, Path out, boolean text) throws IOException {
    Path err = Files.createTempFile("katong", ".err");
    try {
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      boolean ended = process.waitFor(TIMEOUT_SECONDS, SECONDS);
      process.destroyForcibly();
      assertThat(ended).as("%s ends in %d s", builder.command(), TIMEOUT_SECONDS).isTrue();
      return checked(
          new Ended(process.exitValue(), text ? Files.readString(out) : "", Files.readString(err)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      Files.delete(err);
    }
  }

  /** Starts the command; what it says is thrown away. */
  Process start(Object... arguments) throws IOException {
    return builder(
            System.getProperty("java.class.path"),
            Main.class.getName(),
            Stream.of(arguments).map(String::valueOf).toArray(String[]::new))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Runs the command in this process, for calls that end before they need an environment. */
  static Ended here(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine()
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    int exitCode =
        command.execute(Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
    return checked(new Ended(exitCode, out.toString(), err.toString()));
  }

  private static Ended checked(Ended ended) {
    assertThat(ended.out + ended.err).doesNotContain("\tat ", "Exception");
    return ended;
  }

  private ProcessBuilder builder(String classPath, String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    dataLimit.ifPresent(
        limit ->
            command.addAll(
                List.of("sh", "-c", "ulimit -d \"$1\" && shift && exec \"$@\"", "sh", "" + limit)));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx512m"));
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(KEPT);
    environment.put("KATONG_HOME", home.toString());
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("OPENCV_LOG_LEVEL", "SILENT");
    environment.put("ORT_DISABLE_TELEMETRY", "1");
    return builder;
  }
}
