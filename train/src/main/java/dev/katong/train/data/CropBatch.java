package dev.katong.train.data;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Pieces of photos, one behind the other.
 *
 * @param pixels uint8 {@code [count,side,side,3]}, BGR, a direct buffer
 */
public record CropBatch(ByteBuffer pixels, int count, int side) {
  private static final int CHANNELS = 3;

  /** The next pieces of a source. */
  public static CropBatch of(CropSource source, RandomGenerator random, int count, int side) {
    int bytes = side * side * CHANNELS;
    ByteBuffer pixels = ByteBuffer.allocateDirect(bytes * count);
    byte[] row = new byte[bytes];
    for (int i = 0; i < count; i++) {
      try (Mat piece = source.next(random, side)) {
        try (BytePointer data = piece.data()) {
          data.get(row, 0, bytes);
        }
        pixels.put(row);
      }
    }
    return new CropBatch(pixels.rewind(), count, side);
  }

  /** The shape of the pixels. */
  public long[] shape() {
    return new long[] {count, side, side, CHANNELS};
  }
}
