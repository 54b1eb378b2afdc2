package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.quality.Comparison;
import dev.katong.forge.quality.Fidelity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.Function;

/**
 * Chooses which convolutions are to be computed more exactly. Each is tried alone, with its signs
 * held apart and in floating point; then they are taken by what they gain for what they cost, until
 * the pictures are close enough: first those of the photos by which the choice is made, then those
 * of photos that have no part in it. Where all have been taken that gained something, the rest is
 * tried again.
 *
 * <p>There are photos in which a network is undecided over a flat or blurred area, and any rounding
 * tips the whole area to other colours. So gains are medians, and there is an end to what is spent.
 */
final class Refinement {
  /** The share of a round after which all steps are tried. */
  private static final double TRIED = 0.7;

  /** The least gain of a step that counts as more than chance, in dB. */
  private static final double LEAST_GAIN = 0.05;

  /** The loss to expect on photos that had no part in the choice, in dB. */
  private static final double MARGIN = 1;

  /** The least by which the aim rises when photos that were held out are still too far, in dB. */
  private static final double LEAST_RISE = 0.1;

  /**
   * The highest cost of all steps, as a part of the work of all convolutions in bytes; in floating
   * point that is 4. At this cost a network takes about 60 % of its time in floating point.
   */
  private static final double MOST_COST = 1.5;

  private static final int MOST_ROUNDS = 3;

  private final Candidate candidate;
  private final AccuracyCheck judge;
  private final Function<ModelProto, Comparison> check;
  private final Fidelity floor;
  private PrecisionPlan plan = PrecisionPlan.NONE;
  private Refined best;
  private double aim;
  private double budget;

  /**
   * A plan that was measured.
   *
   * @param fidelity on the photos that were held out
   */
  record Refined(PrecisionPlan plan, Comparison fidelity) {}

  /**
   * One convolution computed more exactly, with what it gains in dB and costs in multiplications.
   */
  private record Step(String convolution, boolean inSigns, double gain, double cost) {
    double merit() {
      return gain / cost;
    }

    PrecisionPlan after(PrecisionPlan plan) {
      if (!inSigns) {
        return plan.keeping(convolution);
      }
      return plan.kept().contains(convolution) ? plan : plan.withSigns(convolution);
    }
  }

  /**
   * A choice that is about to be made.
   *
   * @param judge of pieces of photos
   * @param check compares the pictures of photos that have no part in the choice
   * @param floor to be reached in the mean
   */
  Refinement(
      Candidate candidate,
      AccuracyCheck judge,
      Function<ModelProto, Comparison> check,
      Fidelity floor) {
    this.candidate = candidate;
    this.judge = judge;
    this.check = check;
    this.floor = floor;
    this.aim = floor.psnr() + MARGIN;
    this.budget = MOST_COST * candidate.work();
    this.best = new Refined(plan, check.apply(candidate.written(plan)));
  }

  /**
   * The first plan that reaches the floor, else the best one.
   *
   * @param progress receives the share that is done
   */
  Refined refined(DoubleConsumer progress) {
    if (isReached(best.fidelity())) {
      return best;
    }
    Comparison drawn = judge.compare(candidate.written(plan));
    double done = 0;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      // Most often the first round is the last.
      double before = done;
      double share = (1 - before) * TRIED;
      List<Step> steps = steps(drawn, part -> progress.accept(before + share * TRIED * part));
      if (steps.isEmpty()) {
        return best;
      }
      for (int i = 0; i < steps.size(); i++) {
        if (taken(steps.get(i))) {
          drawn = judge.compare(candidate.written(plan));
          if (isReached(drawn, aim) && passed(drawn)) {
            return best;
          }
        }
        progress.accept(before + share * (TRIED + (1 - TRIED) * i / steps.size()));
      }
      if (examined()) {
        return best;
      }
      done = before + share;
    }
    return best;
  }

  private boolean taken(Step step) {
    PrecisionPlan next = step.after(plan);
    if (step.cost() > budget || next.equals(plan)) {
      return false;
    }
    budget -= step.cost();
    plan = next;
    return true;
  }

  /** Looks at the photos that were held out; if they are still too far, the aim rises. */
  private boolean passed(Comparison drawn) {
    if (examined()) {
      return true;
    }
    double missing = floor.psnr() - best.fidelity().mean().psnr();
    aim = drawn.mean().psnr() + Math.max(missing, LEAST_RISE);
    return false;
  }

  /** Measures the present plan on the photos that were held out, and keeps the best. */
  private boolean examined() {
    if (!best.plan().equals(plan)) {
      Comparison fidelity = check.apply(candidate.written(plan));
      if (fidelity.mean().psnr() > best.fidelity().mean().psnr()) {
        best = new Refined(plan, fidelity);
      }
    }
    return isReached(best.fidelity());
  }

  private boolean isReached(Comparison comparison) {
    return isReached(comparison, floor.psnr());
  }

  private boolean isReached(Comparison comparison, double psnr) {
    Fidelity mean = comparison.mean();
    return mean.psnr() >= psnr && mean.ssim() >= floor.ssim();
  }

  /** The steps that gain something beyond the plan, the most for its cost first. */
  private List<Step> steps(Comparison before, DoubleConsumer progress) {
    List<Step> steps = new ArrayList<>();
    int tried = 0;
    for (String convolution : candidate.convolutions()) {
      if (candidate.allowsSigns(convolution)) {
        add(steps, new Step(convolution, true, 0, candidate.costOfSigns(convolution)), before);
      }
      add(steps, new Step(convolution, false, 0, candidate.costOfFloats(convolution)), before);
      progress.accept((double) ++tried / candidate.convolutions().size());
    }
    steps.sort(Comparator.comparingDouble(Step::merit).reversed());
    return steps;
  }

  private void add(List<Step> steps, Step step, Comparison before) {
    PrecisionPlan next = step.after(plan);
    if (next.equals(plan) || step.cost() > budget) {
      return;
    }
    double gain = gain(before, judge.compare(candidate.written(next)));
    if (gain > LEAST_GAIN) {
      steps.add(new Step(step.convolution(), step.inSigns(), gain, step.cost()));
    }
  }

  /** The median gain of the pictures, in dB. */
  private static double gain(Comparison before, Comparison after) {
    double[] gains = new double[before.pictures().size()];
    Arrays.setAll(gains, i -> after.pictures().get(i).psnr() - before.pictures().get(i).psnr());
    Arrays.sort(gains);
    return (gains[gains.length / 2] + gains[(gains.length - 1) / 2]) / 2;
  }
}
