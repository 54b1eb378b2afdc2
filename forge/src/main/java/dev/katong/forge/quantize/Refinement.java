package dev.katong.forge.quantize;

import dev.katong.forge.quality.Fidelity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Chooses which convolutions are to be computed more exactly. Each is tried alone, with its signs
 * held apart and in floating point; then they are taken by what they gain for what they cost, until
 * the pictures are close enough.
 */
final class Refinement {
  /** By how much an error must fall to count as more than chance. */
  private static final double LEAST_GAIN = 0.002;

  /** One convolution computed more exactly, and what the error then falls by for its cost. */
  private record Step(String convolution, boolean inSigns, double merit) {
    Treatment after(Treatment treatment) {
      if (!inSigns) {
        return treatment.keeping(convolution);
      }
      return treatment.kept().contains(convolution) ? treatment : treatment.withSigns(convolution);
    }
  }

  private Refinement() {}

  /**
   * Finds the treatment.
   *
   * @param small judges single steps
   * @param whole judges what is reached
   * @param floor to be reached on each of its photos
   * @param progress told of the share that is done
   */
  static Treatment of(
      Candidate candidate, Judge small, Judge whole, Fidelity floor, DoubleConsumer progress) {
    Treatment treatment = Treatment.NONE;
    if (isReached(candidate, treatment, whole, floor)) {
      return treatment;
    }
    List<Step> steps = steps(candidate, small, done -> progress.accept(0.7 * done));
    for (int i = 0; i < steps.size(); i++) {
      Treatment next = steps.get(i).after(treatment);
      progress.accept(0.7 + 0.3 * i / steps.size());
      if (!next.equals(treatment)) {
        treatment = next;
        if (isReached(candidate, treatment, whole, floor)) {
          return treatment;
        }
      }
    }
    return treatment;
  }

  private static boolean isReached(
      Candidate candidate, Treatment treatment, Judge whole, Fidelity floor) {
    return whole.compare(candidate.written(treatment)).worst().isAtLeast(floor);
  }

  private static List<Step> steps(Candidate candidate, Judge judge, DoubleConsumer progress) {
    double error = judge.error(candidate.written(Treatment.NONE));
    List<Step> steps = new ArrayList<>();
    int tried = 0;
    for (String convolution : candidate.convolutions()) {
      if (candidate.allowsSigns(convolution)) {
        double left = judge.error(candidate.written(Treatment.NONE.withSigns(convolution)));
        if (error - left > LEAST_GAIN * error) {
          double merit = (error - left) / candidate.costOfSigns(convolution);
          steps.add(new Step(convolution, true, merit));
        }
      }
      double left = judge.error(candidate.written(Treatment.NONE.keeping(convolution)));
      if (error - left > LEAST_GAIN * error) {
        double merit = (error - left) / candidate.costOfFloats(convolution);
        steps.add(new Step(convolution, false, merit));
      }
      progress.accept((double) ++tried / candidate.convolutions().size());
    }
    steps.sort(Comparator.comparingDouble(Step::merit).reversed());
    return steps;
  }
}
