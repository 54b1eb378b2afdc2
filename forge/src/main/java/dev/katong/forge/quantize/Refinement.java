package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.quality.Comparison;
import dev.katong.forge.quality.Fidelity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Chooses which convolutions are to be computed more exactly. Each is tried alone, with its signs
 * held apart and in floating point; then they are taken by what they gain for what they cost, until
 * the pictures are close enough.
 *
 * <p>There are photos in which a network is undecided over a flat or blurred area, and any rounding
 * tips the whole area to other colours. So gains are medians, and there is an end to what is spent.
 */
final class Refinement {
  /** The share of the time after which all steps are tried. */
  private static final double TRIED = 0.7;

  /** The least gain of a step that counts as more than chance, in dB. */
  private static final double LEAST_GAIN = 0.05;

  /** The loss to expect on photos that had no part in the choice, in dB. */
  private static final double MARGIN = 1;

  /** The highest cost of all steps, as a part of the work of all convolutions in bytes. */
  private static final double MOST_COST = 0.4;

  /**
   * One convolution computed more exactly, with what it gains in dB and costs in multiplications.
   */
  private record Step(String convolution, boolean inSigns, double gain, double cost) {
    double merit() {
      return gain / cost;
    }

    PrecisionPlan after(PrecisionPlan treatment) {
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
   * @param judge of pieces of all photos
   * @param floor to be reached in the mean
   * @param progress receives the share that is done
   */
  static PrecisionPlan of(
      Candidate candidate, AccuracyCheck judge, Fidelity floor, DoubleConsumer progress) {
    PrecisionPlan treatment = PrecisionPlan.NONE;
    Comparison plain = judge.compare(candidate.written(treatment));
    if (isReached(plain, floor)) {
      return treatment;
    }
    List<Step> steps = steps(candidate, judge, plain, done -> progress.accept(TRIED * done));
    double left = MOST_COST * candidate.work();
    for (int i = 0; i < steps.size(); i++) {
      PrecisionPlan next = steps.get(i).after(treatment);
      progress.accept(TRIED + (1 - TRIED) * i / steps.size());
      if (steps.get(i).cost() <= left && !next.equals(treatment)) {
        left -= steps.get(i).cost();
        treatment = next;
        if (isReached(judge.compare(candidate.written(treatment)), floor)) {
          return treatment;
        }
      }
    }
    return treatment;
  }

  private static boolean isReached(Comparison comparison, Fidelity floor) {
    Fidelity mean = comparison.mean();
    return mean.psnr() >= floor.psnr() + MARGIN && mean.ssim() >= floor.ssim();
  }

  private static List<Step> steps(
      Candidate candidate, AccuracyCheck judge, Comparison before, DoubleConsumer progress) {
    List<Step> steps = new ArrayList<>();
    int tried = 0;
    for (String convolution : candidate.convolutions()) {
      if (candidate.allowsSigns(convolution)) {
        ModelProto inSigns = candidate.written(PrecisionPlan.NONE.withSigns(convolution));
        double gain = gain(before, judge.compare(inSigns));
        if (gain > LEAST_GAIN) {
          steps.add(new Step(convolution, true, gain, candidate.costOfSigns(convolution)));
        }
      }
      ModelProto inFloats = candidate.written(PrecisionPlan.NONE.keeping(convolution));
      double gain = gain(before, judge.compare(inFloats));
      if (gain > LEAST_GAIN) {
        steps.add(new Step(convolution, false, gain, candidate.costOfFloats(convolution)));
      }
      progress.accept((double) ++tried / candidate.convolutions().size());
    }
    steps.sort(Comparator.comparingDouble(Step::merit).reversed());
    return steps;
  }

  /** The median gain of the pictures, in dB. */
  private static double gain(Comparison before, Comparison after) {
    double[] gains = new double[before.pictures().size()];
    Arrays.setAll(gains, i -> after.pictures().get(i).psnr() - before.pictures().get(i).psnr());
    Arrays.sort(gains);
    return (gains[gains.length / 2] + gains[(gains.length - 1) / 2]) / 2;
  }
}
