package dev.katong;

import dev.katong.face.Face;
import java.util.List;
import java.util.Map;

/**
 * The report on one photo that was drawn.
 *
 * @param style the style's name
 * @param width of the result, in pixels
 * @param height of the result, in pixels
 * @param faces those found, the largest first, in pixels of the result
 * @param millis time spent by stage; faces are found while the background network runs, so that the
 *     sum is more than the time that passed
 * @param device the device of the networks, such as {@code cpu}
 * @param precision of the networks' arithmetic, such as {@code fp32}
 * @param warnings sentences about what the result lacks; usually none
 * @param plan the plan that was followed, with smaller tiles if memory ran out
 * @param memory the memory that was used
 */
public record Report(
    String style,
    int width,
    int height,
    List<Face> faces,
    Map<Stage, Double> millis,
    String device,
    String precision,
    List<String> warnings,
    Plan plan,
    MemoryUse memory) {

  public Report {
    faces = List.copyOf(faces);
    warnings = List.copyOf(warnings);
  }
}
