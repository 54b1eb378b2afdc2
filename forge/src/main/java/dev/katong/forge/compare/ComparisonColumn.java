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
 * @param fidelity the closeness to the cartoon of the style's own networks
 * @param millis the time of its networks, faces included; the median of a few drawings
 * @param memory peak resident memory in bytes, minus the idle process
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
