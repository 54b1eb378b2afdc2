package dev.katong.train.distill;

import ai.onnx.proto.OnnxMl.ModelProto;

/**
 * Writes a small network of DCT-Net's shape: down to a quarter of the resolution, four residual
 * blocks there, up again with sums of what was seen on the way down, and a guided filter at the end
 * (Y. Men et al., "DCT-Net", ACM TOG 2022; K. He et al., "Guided image filtering", ECCV 2010). Its
 * weights are random.
 *
 * <p>It differs from DCT-Net where that costs time and brings nothing: the first kernel is 5×5; the
 * last convolution draws 2×2 pixels at a time, so that a CPU's vectors are filled; pixels are
 * enlarged between their centres.
 *
 * @param fine channels at full resolution, a multiple of 8
 * @param middle channels at half of it
 * @param coarse channels at a quarter of it
 */
public record UNet(int fine, int middle, int coarse) {

  public UNet {
    for (int channels : new int[] {fine, middle, coarse}) {
      if (channels < 8 || channels > 512 || channels % 8 != 0) {
        throw new IllegalArgumentException(
            "channels are multiples of 8 from 8 to 512, not " + channels);
      }
    }
  }

  /** The network with random weights: uint8 {@code [N,H,W,3]} BGR in, the same out. */
  public ModelProto build(long seed) {
    return new UNetWriter(this, seed).write();
  }
}
