package dev.katong.cli;

import dev.katong.Plan;
import dev.katong.Report;
import dev.katong.ReportValues;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** One line of JSON for one picture. */
final class ResultJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ResultJson() {}

  /** The line of a picture that became a cartoon. */
  static String of(Batch.Item item, Report report) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("input", item.input().toString());
    line.put("output", item.output().toString());
    line.putAll(ReportValues.of(report));
    return JSON.writeValueAsString(line);
  }

  /** The line of a picture that is only planned. */
  static String of(Batch.Item item, Plan plan) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("input", item.input().toString());
    line.putAll(ReportValues.of(plan));
    return JSON.writeValueAsString(line);
  }

  /** The line of a picture that failed. */
  static String of(Batch.Item item, Throwable failure) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("input", item.input().toString());
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("kind", Failures.name(failure));
    error.put("message", Failures.message(failure));
    line.put("error", error);
    return JSON.writeValueAsString(line);
  }
}
