package dev.katong.cli.doctor;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import dev.katong.Katong;
import dev.katong.KatongHome;
import dev.katong.cli.console.Failures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/**
 * The findings about the machine and Katong on it, and the choices that follow from them. A part
 * that is broken does not hide the others.
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
   * Runs all probes.
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

  /**
   * The same for programs.
   *
   * @param katong the version
   * @param sections facts by the names of sections and findings
   * @param broken as {@link Diagnosis#broken()}
   */
  record Facts(
      String katong,
      @JsonAnyGetter Map<String, Map<String, Object>> sections,
      List<String> broken) {}

  Facts facts() {
    Map<String, Map<String, Object>> facts = new LinkedHashMap<>();
    for (Section section : sections) {
      Map<String, @Nullable Object> ofSection = new LinkedHashMap<>();
      section.findings.forEach(finding -> ofSection.put(finding.name(), finding.facts()));
      facts.put(section.name, ofSection);
    }
    return new Facts(Katong.VERSION, facts, broken());
  }
}
