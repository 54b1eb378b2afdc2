package dev.katong.forge.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.katong.forge.quantize.Convolution.Padding;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Each arrangement of a convolution, computed by the definition, gives the same numbers. */
class ConvolutionTest {
  private static final int SIDE = 12;

  @Property(tries = 20)
  void sideBySide_anyKernel_computesTheSame(
      @ForAll @IntRange(min = 0, max = 3) int half,
      @ForAll @IntRange(min = 2, max = 4) int pixels) {
    Convolution exact = convolution(2, 3, 2 * half + 1, 1, half, half);
    float[] in = noise(3 * SIDE * SIDE);

    // Channels last, pixels side by side are the channels of one.
    float[] expected = apply(exact, in, SIDE, SIDE);
    float[] packed = apply(exact.sideBySide(pixels), in, SIDE, SIDE / pixels);

    assertThat(packed).containsExactly(expected, within(1e-4f));
  }

  @Property(tries = 20)
  void inBlocks_anyKernelAndStride_computesTheSame(
      @ForAll @IntRange(min = 1, max = 5) int kernel,
      @ForAll @IntRange(min = 1, max = 2) int stride,
      @ForAll @IntRange(min = 2, max = 3) int block) {
    int total = kernel - stride;
    Convolution exact =
        convolution(3, 2, kernel, stride, Math.max(0, total / 2), Math.max(0, total - total / 2));
    int side = stride * block * 4;
    float[] in = noise(2 * side * side);
    float[] expected = apply(exact, in, side, side);
    int outSide = side(exact, side);
    float[] blocks = apply(exact.inBlocks(block), in, side, side);
    int small = outSide / block;

    for (int y = 0; y < small * block; y++) {
      for (int x = 0; x < small * block; x++) {
        for (int c = 0; c < 3; c++) {
          int channel = (c * block + y % block) * block + x % block;
          float found = blocks[(y / block * small + x / block) * 3 * block * block + channel];
          assertThat(found).isCloseTo(expected[(y * outSide + x) * 3 + c], within(1e-4f));
        }
      }
    }
  }

  @Property(tries = 10)
  void overSigns_partsOfALeakyRelu_computeTheSame(@ForAll @IntRange(min = 1, max = 30) int tenths) {
    double factor = tenths / 10.0;
    float slope = 0.2f;
    Convolution first = convolution(4, 3, 3, 1, 1, 1);
    Convolution second = convolution(2, 4, 3, 1, 1, 1);
    float[] in = noise(3 * SIDE * SIDE);
    float[] activated = apply(first, in, SIDE, SIDE);
    for (int i = 0; i < activated.length; i++) {
      activated[i] = activated[i] < 0 ? slope * activated[i] : activated[i];
    }
    float[] signs = apply(first.inSigns(factor), in, SIDE, SIDE);
    for (int i = 0; i < signs.length; i++) {
      signs[i] = Math.max(0, signs[i]);
    }

    assertThat(apply(second.overSigns(-slope / factor), signs, SIDE, SIDE))
        .containsExactly(apply(second, activated, SIDE, SIDE), within(1e-4f));
  }

  private static Convolution convolution(
      int outputs, int inputs, int kernel, int stride, int before, int after) {
    return new Convolution(
        noise(outputs * inputs * kernel * kernel),
        outputs,
        inputs,
        kernel,
        kernel,
        noise(outputs),
        stride,
        stride,
        new Padding(false, before, before, after, after));
  }

  private static float[] noise(int size) {
    Random random = new Random(size);
    float[] noise = new float[size];
    for (int i = 0; i < size; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }

  private static int side(Convolution c, int side) {
    return (side + c.padding().top() + c.padding().bottom() - c.rows()) / c.strideDown() + 1;
  }

  /** Computes the convolution by its definition, channels last. */
  private static float[] apply(Convolution c, float[] in, int height, int width) {
    int rows = side(c, height);
    int columns =
        (width + c.padding().left() + c.padding().right() - c.columns()) / c.strideAcross() + 1;
    float[] out = new float[rows * columns * c.outputs()];
    for (int at = 0; at < out.length; at++) {
      int output = at % c.outputs();
      int top = at / c.outputs() / columns * c.strideDown() - c.padding().top();
      int left = at / c.outputs() % columns * c.strideAcross() - c.padding().left();
      double sum = c.bias()[output];
      for (int i = 0; i < c.filterSize(); i++) {
        int input = i / (c.rows() * c.columns());
        int y = top + i / c.columns() % c.rows();
        int x = left + i % c.columns();
        if (y >= 0 && y < height && x >= 0 && x < width) {
          sum +=
              c.weights()[output * c.filterSize() + i] * in[(y * width + x) * c.inputs() + input];
        }
      }
      out[at] = (float) sum;
    }
    return out;
  }
}
