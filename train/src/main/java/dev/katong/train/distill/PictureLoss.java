package dev.katong.train.distill;

import ai.djl.ndarray.NDArray;

/**
 * The distance of two pictures: the mean absolute difference of values and, so that lines become
 * crisp, of the steps from each pixel to its neighbours; 127.5 counts as 1.
 */
final class PictureLoss {
  private static final float UNIT = 127.5f;

  private PictureLoss() {}

  /** Pictures are float {@code [N,H,W,3]}, 0..255; the loss is a scalar. */
  static NDArray of(NDArray picture, NDArray target) {
    NDArray difference = picture.sub(target).div(UNIT);
    NDArray across = difference.get(":,:,1:,:").sub(difference.get(":,:,:-1,:")).abs().mean();
    NDArray down = difference.get(":,1:,:,:").sub(difference.get(":,:-1,:,:")).abs().mean();
    return difference.abs().mean().add(across).add(down);
  }
}
