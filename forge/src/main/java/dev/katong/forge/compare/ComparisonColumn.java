package dev.katong.forge.compare;

import dev.katong.forge.quality.Fidelity;
import dev.katong.network.Precision;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * One variant's cartoon and its numbers.
 *
 * @param variant its name
 * @param precision of its networks
 * @param cartoon 8-bit BGR; owned by the panel
 * @param fidelity how close it is to the cartoon of the style's own networks
 * @param millis what its networks took, faces included; the median of a few drawings
 * @param memory bytes of resident memory above the idle process at the worst moment
 * @param bytes the size of its networks' files
 */
public record ComparisonColumn(
    String variant,
    Precision precision,
    Mat cartoon,
    Fidelity fidelity,
    double millis,
    long memory,
    long bytes)
    implements AutoCloseable {
  @Override
  public void close() {
    cartoon.close();
  }
}
