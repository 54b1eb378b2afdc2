package dev.katong.cli;

import dev.katong.Katong;
import dev.katong.KatongHome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import picocli.CommandLine.ExitCode;

/**
 * What Katong finds where it runs, and what it will do there. Every part is looked at, whatever is
 * wrong with the others.
 */
record Diagnosis(List<Section> sections) {
  /**
   * Findings that belong together.
   *
   * @param name in JSON
   * @param title for people
   */
  record Section(String name, String title, List<Finding> findings) {}

  /**
   * Looks at everything.
   *
   * @param environment the variables of the process
   * @param home may throw a {@link dev.katong.KatongException}
   */
  static Diagnosis of(Map<String, String> environment, Supplier<KatongHome> home) {
    MachineProbe machine = new MachineProbe(environment);
    EngineProbe engine = new EngineProbe(environment);
    HomeProbe folders = new HomeProbe(environment, home);
    UseProbe use = new UseProbe(home);
    return new Diagnosis(
        List.of(
            new Section("machine", "this machine", machine.findings()),
            new Section("engine", "native libraries", engine.findings()),
            new Section("home", "folders", folders.findings()),
            new Section("styles", "styles", folders.styles()),
            new Section("use", "what will be used and why", use.findings())));
  }

  /** The names of all that is broken, in order, such as {@code styles.anime}. */
  List<String> broken() {
    return sections.stream()
        .flatMap(
            section ->
                section.findings.stream()
                    .filter(Finding::broken)
                    .map(finding -> section.name + "." + finding.name()))
        .toList();
  }

  /** 0 if nothing is broken, else what {@link Failures} gives the first that is. */
  int exitCode() {
    return sections.stream()
        .flatMap(section -> section.findings.stream())
        .map(Finding::failure)
        .filter(Objects::nonNull)
        .map(Failures::exitCode)
        .findFirst()
        .orElse(ExitCode.OK);
  }

  /** The same for programs: findings by their sections' names and their own. */
  Map<String, Object> facts() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("katong", Katong.VERSION);
    for (Section section : sections) {
      Map<String, Object> facts = new LinkedHashMap<>();
      section.findings.forEach(finding -> facts.put(finding.name(), finding.facts()));
      all.put(section.name, facts);
    }
    all.put("broken", broken());
    return all;
  }
}
