package dev.katong;

import dev.katong.face.Face;
import dev.katong.image.PictureSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports and plans as names and values, in the form in which they go out as JSON. */
public final class ReportValues {
  private ReportValues() {}

  /** The values of a report. Boxes and points are in pixels of the result. */
  public static Map<String, Object> of(Report report) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("style", report.style());
    values.put("width", report.width());
    values.put("height", report.height());
    values.put("faces", report.faces().stream().map(ReportValues::face).toList());
    Map<String, Double> millis = new LinkedHashMap<>();
    report.millis().forEach((stage, time) -> millis.put(stage.label(), tenths(time)));
    values.put("millis", millis);
    values.put("device", report.device());
    values.put("variant", report.plan().variant());
    values.put("precision", report.precision());
    values.put("warnings", report.warnings());
    values.put("plan", plan(report.plan()));
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("predicted", report.memory().predicted());
    report.memory().measured().ifPresent(bytes -> memory.put("measured", bytes));
    values.put("memory", memory);
    return values;
  }

  /** The values of a plan. */
  public static Map<String, Object> of(Plan plan) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("style", plan.style());
    values.put("width", plan.result().width());
    values.put("height", plan.result().height());
    values.put("device", plan.device());
    values.put("variant", plan.variant());
    values.put("precision", plan.precision().label());
    values.put("plan", plan(plan));
    values.put("memory", Map.of("predicted", plan.peak()));
    return values;
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
    values.put("aligned", face.aligned());
    return values;
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
