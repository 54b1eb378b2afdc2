package dev.katong.face;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Non-maximum suppression: of candidates that mean the same face, the surest one stays. */
final class Suppression {
  private static final Comparator<Face> SUREST_FIRST =
      Comparator.comparingDouble(Face::score).reversed();
  private static final Comparator<Face> LARGEST_FIRST =
      Comparator.<Face>comparingDouble(f -> f.box().area()).reversed();

  private Suppression() {}

  /**
   * The candidates that overlap no surer one that stays by more than {@code overlap}, the surest
   * first.
   *
   * @param overlap intersection over union, 0..1
   */
  static List<Face> surest(List<Face> candidates, double overlap) {
    List<Face> kept = new ArrayList<>();
    for (Face face : candidates.stream().sorted(SUREST_FIRST).toList()) {
      if (kept.stream().noneMatch(k -> k.box().overlap(face.box()) > overlap)) {
        kept.add(face);
      }
    }
    return kept;
  }

  /** The largest faces, the largest first, at most {@link FaceDetector#MAX_FACES}. */
  static List<Face> largest(List<Face> faces) {
    return faces.stream().sorted(LARGEST_FIRST).limit(FaceDetector.MAX_FACES).toList();
  }
}
