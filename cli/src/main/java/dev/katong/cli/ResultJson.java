package dev.katong.cli;

import dev.katong.Plan;
import dev.katong.Report;
import dev.katong.face.Face;
import dev.katong.photo.PictureSize;
import java.util.LinkedHashMap;
import java.util.List;
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
    line.put("style", report.style());
    line.put("width", report.width());
    line.put("height", report.height());
    line.put("faces", report.faces().stream().map(ResultJson::face).toList());
    Map<String, Double> millis = new LinkedHashMap<>();
    report.millis().forEach((stage, time) -> millis.put(stage.label(), tenths(time)));
    line.put("millis", millis);
    line.put("device", report.device());
    line.put("variant", report.plan().variant());
    line.put("precision", report.precision());
    line.put("warnings", report.warnings());
    line.put("plan", plan(report.plan()));
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("predicted", report.memory().predicted());
    report.memory().measured().ifPresent(bytes -> memory.put("measured", bytes));
    line.put("memory", memory);
    return JSON.writeValueAsString(line);
  }

  /** The line of a picture that is only planned. */
  static String of(Batch.Item item, Plan plan) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("input", item.input().toString());
    line.put("style", plan.style());
    line.put("width", plan.result().width());
    line.put("height", plan.result().height());
    line.put("device", plan.device());
    line.put("variant", plan.variant());
    line.put("precision", plan.precision().label());
    line.put("plan", plan(plan));
    line.put("memory", Map.of("predicted", plan.peak()));
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

  private static Map<String, Object> plan(Plan plan) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("frame", size(plan.frame()));
    values.put("tiling", plan.tiling().label());
    values.put("tile", size(plan.grid().window()));
    values.put("tiles", plan.grid().count());
    values.put("halo", plan.grid().halo());
    values.put("heads", plan.headBatch());
    values.put("budget", plan.budget());
    values.put("networks", plan.networks());
    return values;
  }

  private static List<Integer> size(PictureSize size) {
    return List.of(size.width(), size.height());
  }

  private static Map<String, Object> face(Face face) {
    Map<String, Object> values = new LinkedHashMap<>();
    var box = face.box();
    values.put(
        "box",
        List.of(tenths(box.x()), tenths(box.y()), tenths(box.width()), tenths(box.height())));
    values.put("score", Math.round(face.score() * 1e4) / 1e4);
    values.put(
        "points", face.points().stream().map(p -> List.of(tenths(p.x()), tenths(p.y()))).toList());
    return values;
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
