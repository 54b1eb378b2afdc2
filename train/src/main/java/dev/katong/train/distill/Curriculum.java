package dev.katong.train.distill;

/**
 * The settings of a student's training. Values that change during the training depend on the
 * fraction of it that is done, 0 to 1.
 *
 * @param batch pieces of photos by step, at least 1
 * @param side width and height of a piece in pixels, a multiple of 4
 * @param rate the highest learning rate; it rises over the first steps, then falls as a cosine
 * @param decay AdamW's weight decay
 * @param featureShare the first part of the training, in which features are compared too; the
 *     weight of that fades to 0. 0 for never
 * @param discriminatorShare the last part of the training, in which a discriminator judges the
 *     pictures; 0 for never
 * @param discriminatorWeight the weight of its judgement
 * @param seed of the choice of pieces
 */
public record Curriculum(
    int batch,
    int side,
    double rate,
    double decay,
    double featureShare,
    double discriminatorShare,
    double discriminatorWeight,
    long seed) {
  /**
   * The rate rises over this many steps or over {@link #WARM_UP_SHARE} of the training, whichever
   * is less.
   */
  private static final double WARM_UP_STEPS = 200;

  private static final double WARM_UP_SHARE = 0.05;
  private static final double LEAST_RATE = 0.01;

  public Curriculum {
    need(batch >= 1, "a batch has at least 1 piece, not " + batch);
    need(side >= 32 && side % 4 == 0, "a piece's side is a multiple of 4 from 32, not " + side);
    need(rate > 0 && rate < 1, "a learning rate is between 0 and 1, not " + rate);
    need(decay >= 0 && decay < 1, "a weight decay is from 0 to below 1, not " + decay);
    need(featureShare >= 0 && featureShare <= 1, "a share is from 0 to 1, not " + featureShare);
    need(
        discriminatorShare >= 0 && discriminatorShare <= 1,
        "a share is from 0 to 1, not " + discriminatorShare);
    need(discriminatorWeight >= 0, "a weight is at least 0, not " + discriminatorWeight);
  }

  private static void need(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * The learning rate.
   *
   * @param step counted from 1
   */
  float rate(int step, double fraction) {
    double warm = Math.min(1, Math.max(step / WARM_UP_STEPS, fraction / WARM_UP_SHARE));
    double cosine = (1 + Math.cos(Math.PI * fraction)) / 2;
    return (float) (rate * warm * (LEAST_RATE + (1 - LEAST_RATE) * cosine));
  }

  /** The weight of the feature loss, from 1 down to 0. */
  float featureWeight(double fraction) {
    return featureShare == 0 ? 0 : (float) Math.max(0, 1 - fraction / featureShare);
  }

  /** The weight of the adversarial loss. */
  float discriminatorWeight(double fraction) {
    return fraction >= 1 - discriminatorShare ? (float) discriminatorWeight : 0;
  }
}
