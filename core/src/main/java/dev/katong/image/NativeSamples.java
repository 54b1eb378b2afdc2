package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_32S;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;

import java.awt.Point;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The samples of a Mat as Java's decoders see them, so that they decode into native memory and not
 * into the heap.
 */
final class NativeSamples extends DataBuffer {
  private final ByteBuffer samples;

  /**
   * A view of a Mat, valid while that is open.
   *
   * @param type of {@link DataBuffer}; must have a depth in {@link #depth}
   */
  private NativeSamples(Mat mat, int type) {
    super(type, mat.rows() * mat.cols() * mat.channels());
    try (BytePointer data = mat.data()) {
      samples =
          data.capacity((long) getSize() * getDataTypeSize(type) / Byte.SIZE)
              .asByteBuffer()
              .order(ByteOrder.nativeOrder());
    }
  }

  /** A Mat's pixels as a raster, laid out as the model says. */
  static WritableRaster raster(Mat mat, SampleModel model) {
    NativeSamples samples = new NativeSamples(mat, model.getDataType());
    return new Rows(model, samples);
  }

  /** A raster that takes bytes by rows; sample by sample it would take twice the time. */
  private static final class Rows extends WritableRaster {
    private final NativeSamples samples;

    Rows(SampleModel model, NativeSamples samples) {
      super(model, samples, new Point());
      this.samples = samples;
    }

    @Override
    public void setDataElements(int x, int y, int w, int h, Object elements) {
      if (elements instanceof byte[] row && h == 1 && sampleModel instanceof ComponentSampleModel) {
        samples.samples.put((y * width + x) * numBands, row, 0, w * numBands);
      } else {
        super.setDataElements(x, y, w, h, elements);
      }
    }
  }

  /** OpenCV's depth for a type of samples; -1 where it has none. */
  static int depth(int type) {
    return switch (type) {
      case TYPE_BYTE -> CV_8U;
      case TYPE_USHORT -> CV_16U;
      case TYPE_INT -> CV_32S;
      case TYPE_FLOAT -> CV_32F;
      case TYPE_DOUBLE -> CV_64F;
      default -> -1;
    };
  }

  @Override
  public int getElem(int bank, int i) {
    return switch (dataType) {
      case TYPE_BYTE -> samples.get(i) & 0xff;
      case TYPE_USHORT -> samples.getShort(2 * i) & 0xffff;
      case TYPE_INT -> samples.getInt(4 * i);
      default -> (int) getElemDouble(bank, i);
    };
  }

  @Override
  public void setElem(int bank, int i, int sample) {
    switch (dataType) {
      case TYPE_BYTE -> samples.put(i, (byte) sample);
      case TYPE_USHORT -> samples.putShort(2 * i, (short) sample);
      case TYPE_INT -> samples.putInt(4 * i, sample);
      default -> setElemDouble(bank, i, sample);
    }
  }

  @Override
  public float getElemFloat(int bank, int i) {
    return (float) getElemDouble(bank, i);
  }

  @Override
  public void setElemFloat(int bank, int i, float sample) {
    setElemDouble(bank, i, sample);
  }

  @Override
  public double getElemDouble(int bank, int i) {
    return switch (dataType) {
      case TYPE_FLOAT -> samples.getFloat(4 * i);
      case TYPE_DOUBLE -> samples.getDouble(8 * i);
      default -> getElem(bank, i);
    };
  }

  @Override
  public void setElemDouble(int bank, int i, double sample) {
    switch (dataType) {
      case TYPE_FLOAT -> samples.putFloat(4 * i, (float) sample);
      case TYPE_DOUBLE -> samples.putDouble(8 * i, sample);
      default -> setElem(bank, i, (int) sample);
    }
  }
}
