package dev.katong.cli.doctor;

import dev.katong.Katong;
import dev.katong.cli.console.CommandHome;
import dev.katong.cli.console.Printable;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code katong doctor}: shows the {@link Diagnosis}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what Katong finds on this machine, what it will use and why, and what is broken.",
      "The exit code is 0 if nothing is."
    })
public final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Prints one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Diagnosis diagnosis = Diagnosis.of(System.getenv(), () -> CommandHome.of(spec));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonMapper.builder().build().writeValueAsString(diagnosis.facts()));
    } else {
      print(diagnosis, out);
    }
    out.flush();
    List<String> broken = diagnosis.broken();
    if (!broken.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(Printable.text("katong: broken: " + String.join(", ", broken)));
    }
    return diagnosis.exitCode();
  }

  private static void print(Diagnosis diagnosis, PrintWriter out) {
    out.println("Katong " + Katong.VERSION);
    for (Diagnosis.Section section : diagnosis.sections()) {
      out.println();
      out.println(section.title());
      for (Finding finding : section.findings()) {
        out.printf("  %-14s%s%n", finding.name(), Printable.text(finding.text()));
      }
    }
    out.println();
    out.println(
        diagnosis.broken().isEmpty()
            ? "All that is needed works."
            : "Lines marked BROKEN say what to do.");
  }
}
