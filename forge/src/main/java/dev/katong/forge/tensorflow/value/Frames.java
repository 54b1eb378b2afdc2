package dev.katong.forge.tensorflow.value;

/**
 * The relation of a tensor to the pictures of a batch. A graph that was written for one picture,
 * such as DCT-Net's {@code [H,W,3]}, is imported so that every picture of a batch is computed as
 * that one would be.
 */
public enum Frames {
  /** An ordinary tensor: TensorFlow's axes are all there is. */
  NONE,
  /** The first physical axis holds the pictures and TensorFlow knows nothing of it. */
  HIDDEN,
  /** The first physical axis holds the pictures; to TensorFlow it is an axis of length 1. */
  REVEALED;

  public boolean any() {
    return this != NONE;
  }
}
