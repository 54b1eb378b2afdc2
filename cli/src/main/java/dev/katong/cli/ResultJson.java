package dev.katong.cli;

import dev.katong.Plan;
import dev.katong.Report;
import dev.katong.ReportValues;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** One line of JSON for one picture. */
final class ResultJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ResultJson() {}

  /** The line of a picture, whatever became of it. */
  static String of(Outcome outcome) {
    Batch.Item item = outcome.item();
    if (outcome instanceof Outcome.Drawn drawn) {
      return of(item, drawn.report());
    }
    if (outcome instanceof Outcome.Planned planned) {
      return of(item, planned.plan());
    }
    if (outcome instanceof Outcome.Failed failed) {
      return of(item.shown(), failed.failure());
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("input", item.shown().toString());
    line.put("output", item.output().toString());
    line.put("skipped", true);
    return JSON.writeValueAsString(line);
  }

  /** The line of a picture that became a cartoon. */
  static String of(Batch.Item item, Report report) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("input", item.shown().toString());
    line.put("output", item.output().toString());
    line.putAll(ReportValues.of(report));
    return JSON.writeValueAsString(line);
  }

  /** The line of a picture that is only planned. */
  static String of(Batch.Item item, Plan plan) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("input", item.shown().toString());
    line.putAll(ReportValues.of(plan));
    return JSON.writeValueAsString(line);
  }

  /** The line of a picture that failed, or of a folder that could not be looked into. */
  static String of(Path input, Throwable failure) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("input", input.toString());
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("kind", Failures.name(failure));
    error.put("message", Failures.message(failure));
    line.put("error", error);
    return JSON.writeValueAsString(line);
  }
}
