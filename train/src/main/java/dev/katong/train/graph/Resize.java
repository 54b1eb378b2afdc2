package dev.katong.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Resizing as two products of matrices, one for each axis: each row of a matrix holds the weights
 * of the old pixels in one new pixel. Any rule of places can be written so, and PyTorch can
 * differentiate it.
 *
 * @param places the positions of new pixels among the old ones
 * @param linear true if a new pixel is interpolated from its two neighbours, false if it is a copy
 *     of one
 */
record Resize(Places places, boolean linear) {
  /** The rules for a new pixel's position, in old pixels. */
  enum Places {
    HALF_PIXEL {
      @Override
      double of(int pixel, long size, long newSize) {
        return (pixel + 0.5) * size / newSize - 0.5;
      }
    },
    ALIGN_CORNERS {
      @Override
      double of(int pixel, long size, long newSize) {
        return newSize == 1 ? 0 : (double) pixel * (size - 1) / (newSize - 1);
      }
    },
    ASYMMETRIC {
      @Override
      double of(int pixel, long size, long newSize) {
        return (double) pixel * size / newSize;
      }
    };

    abstract double of(int pixel, long size, long newSize);
  }

  /** An image {@code [N,C,H,W]} at another size. */
  NDArray apply(NDArray image, long height, long width) {
    Shape shape = image.getShape();
    NDArray across = matrix(image, shape.get(3), width);
    NDArray down = matrix(image, shape.get(2), height);
    NDArray wide = image.matMul(across);
    return wide.transpose(0, 1, 3, 2).matMul(down).transpose(0, 1, 3, 2);
  }

  /** {@code [size, newSize]}: a column for each new pixel. */
  private NDArray matrix(NDArray image, long size, long newSize) {
    float[] values = new float[Math.toIntExact(size * newSize)];
    for (int pixel = 0; pixel < newSize; pixel++) {
      double place = Math.max(0, Math.min(places.of(pixel, size, newSize), size - 1.0));
      int before = (int) Math.floor(place);
      int after = (int) Math.min(before + 1, size - 1);
      double share = linear ? place - before : 0;
      values[(int) (before * newSize + pixel)] += (float) (1 - share);
      values[(int) (after * newSize + pixel)] += (float) share;
    }
    return image.getManager().create(values, new Shape(size, newSize));
  }
}
