package dev.katong;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.katong.face.Box;
import dev.katong.face.Face;
import dev.katong.image.PictureSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report in the form in which it goes out as JSON. The names and the order of the fields are
 * those of the components; {@link Report} and {@link Plan} describe them.
 *
 * @param millis by the stages' labels
 */
public record ReportJson(
    String style,
    int width,
    int height,
    List<FaceFound> faces,
    Map<String, Double> millis,
    String device,
    String variant,
    String precision,
    List<String> warnings,
    Tiles plan,
    Memory memory) {

  /** The JSON of a report. */
  public static ReportJson of(Report report) {
    Map<String, Double> millis = new LinkedHashMap<>();
    report.millis().forEach((stage, time) -> millis.put(stage.label(), tenths(time)));
    MemoryUse memory = report.memory();
    return new ReportJson(
        report.style(),
        report.width(),
        report.height(),
        report.faces().stream().map(FaceFound::of).toList(),
        millis,
        report.device(),
        report.plan().variant(),
        report.precision(),
        report.warnings(),
        Tiles.of(report.plan()),
        new Memory(
            memory.predicted(),
            memory.measured().isPresent() ? memory.measured().getAsLong() : null));
  }

  /** The JSON of a plan: that of a report without what is known only after drawing. */
  public static Planned of(Plan plan) {
    return new Planned(
        plan.style(),
        plan.result().width(),
        plan.result().height(),
        plan.device(),
        plan.variant(),
        plan.precision().label(),
        Tiles.of(plan),
        new Memory(plan.peak(), null));
  }

  /** A plan in the form in which it goes out as JSON. */
  public record Planned(
      String style,
      int width,
      int height,
      String device,
      String variant,
      String precision,
      Tiles plan,
      Memory memory) {}

  /**
   * A face.
   *
   * @param box left, top, width and height, in pixels of the result
   * @param points x and y of each, in pixels of the result
   * @param aligned true if the head network drew it
   * @param head {@code drawn}, or the reason why not
   */
  public record FaceFound(
      List<Double> box, double score, List<List<Double>> points, boolean aligned, String head) {
    private static FaceFound of(Face face) {
      Box box = face.box();
      return new FaceFound(
          List.of(tenths(box.x()), tenths(box.y()), tenths(box.width()), tenths(box.height())),
          Math.round(face.score() * 1e4) / 1e4,
          face.points().stream().map(p -> List.of(tenths(p.x()), tenths(p.y()))).toList(),
          face.hasHead(),
          face.head().label());
    }
  }

  /**
   * The way in which the background network draws.
   *
   * @param frame width and height
   * @param tile width and height
   * @param heads the most faces in one run of the head network
   * @param budget bytes that the networks may take
   * @param networks bytes that they will take
   */
  public record Tiles(
      List<Integer> frame,
      String tiling,
      List<Integer> tile,
      int tiles,
      int halo,
      int heads,
      long budget,
      long networks) {
    private static Tiles of(Plan plan) {
      return new Tiles(
          sides(plan.frame()),
          plan.tiling().label(),
          sides(plan.grid().window()),
          plan.grid().count(),
          plan.grid().halo(),
          plan.headBatch(),
          plan.budget(),
          plan.networks());
    }

    private static List<Integer> sides(PictureSize size) {
      return List.of(size.width(), size.height());
    }
  }

  /** Bytes of memory; what was measured is left out where it is not known. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Memory(long predicted, @Nullable Long measured) {}

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
